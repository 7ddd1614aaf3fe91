"""What can be refused about subtitles."""

from http import HTTPStatus

from kino.core.errors import KinoError


class SubtitlesNotFound(KinoError):
    """No such file or track, or none that this member may see."""

    status = HTTPStatus.NOT_FOUND


class SubtitlesUnreadable(KinoError):
    """The film or the subtitle file cannot be read; the message says why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
