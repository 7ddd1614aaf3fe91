"""What can be refused about playing."""

from http import HTTPStatus

from kino.core.errors import KinoError


class NothingToPlay(KinoError):
    """No such film or episode, none that this member may see, or one without any file."""

    status = HTTPStatus.NOT_FOUND


class PlaybackEnded(KinoError):
    """The playback is over: it was stopped, or has not been heard of for a while. Ask for a new plan."""

    status = HTTPStatus.GONE


class StoppedByAdmin(KinoError):
    """An admin stopped the playback; unlike after PlaybackEnded, the player does not go on by itself."""

    status = HTTPStatus.GONE


class MediaLinkInvalid(KinoError):
    """The address of a stream was altered, or belongs to another file or profile."""

    status = HTTPStatus.FORBIDDEN
