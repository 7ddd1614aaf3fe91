"""What can be wrong with a job."""

from http import HTTPStatus

from kino.core.errors import KinoError


class JobNotFound(KinoError):
    """No job has this id (finished jobs are forgotten after a while)."""

    status = HTTPStatus.NOT_FOUND


class JobKindUnknown(KinoError):
    """No handler is registered under this name."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class JobKindTwice(KinoError):
    """Two kinds or two schedules claim the same name."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class JobPayloadInvalid(KinoError):
    """A payload or a result is not a JSON object."""


class JobPayloadTooLarge(KinoError):
    """A payload or a result is longer than a job may carry; pass ids, not content."""

    status = 413  # the name of this member of HTTPStatus differs between Python 3.11 and 3.13


class JobNotRetryable(KinoError):
    """Only a failed or cancelled job can be run again."""

    status = HTTPStatus.CONFLICT


class ScheduleNotFound(KinoError):
    """No schedule has this name."""

    status = HTTPStatus.NOT_FOUND


class ScheduleInvalid(KinoError):
    """A schedule's rule cannot be understood."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class JobCancelled(KinoError):
    """The job was asked to end; a handler lets it pass after tidying up."""

    status = HTTPStatus.CONFLICT


class JobImpossible(KinoError):
    """Raised by a handler when another attempt cannot help: the job fails at once, without retries."""
