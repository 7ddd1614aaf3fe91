"""What can be refused about playing."""

from http import HTTPStatus
from typing import Literal

from kino.core.errors import KinoError

NothingReason = Literal["being_fetched", "disk_silent", "leaves_library", "no_file", "not_yours", "removed"]


class NothingToPlay(KinoError):
    """No such film or episode, none that this member may see, or one without any file."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, message: str, reason: NothingReason) -> None:
        """reason: which of these it is, for the language files of the player."""
        super().__init__(message, reason=reason)


class FileGone(KinoError):
    """Every file of the item is gone from its disk; a better one may be on its way into its place."""

    status = HTTPStatus.CONFLICT


class PlaybackEnded(KinoError):
    """The playback is over: it was stopped, or has not been heard of for a while. Ask for a new plan."""

    status = HTTPStatus.GONE


class StoppedByAdmin(KinoError):
    """An admin stopped the playback; unlike after PlaybackEnded, the player does not go on by itself."""

    status = HTTPStatus.GONE


class TooManyConversions(KinoError):
    """Every place for an encoder is taken, and none became free in time."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class MediaLinkInvalid(KinoError):
    """The address of a stream was altered, or belongs to another file or profile."""

    status = HTTPStatus.FORBIDDEN
