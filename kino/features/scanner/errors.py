"""What can be refused about scanning."""

from http import HTTPStatus

from kino.core.errors import KinoError


class NoScanRunning(KinoError):
    """There is nothing to cancel."""

    status = HTTPStatus.CONFLICT


class ProblemNotFound(KinoError):
    """No such problem; it may have been solved meanwhile."""

    status = HTTPStatus.NOT_FOUND


class FileNotFoundInLibrary(KinoError):
    """No such file in any library."""

    status = HTTPStatus.NOT_FOUND
