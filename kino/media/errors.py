"""Why a file cannot be used, said so that its owner knows what to do."""

from http import HTTPStatus

from kino.core.errors import KinoError


class MediaError(KinoError):
    """A media file, or a program that reads it, refused."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotAMediaFile(MediaError):
    """The bytes are of no format that is known, whatever the name says."""


class NoVideoTrack(MediaError):
    """The file opens, but holds nothing to look at."""


class TruncatedFile(MediaError):
    """The end of the file is missing."""


class UnreadableFile(MediaError):
    """The file could not be read: gone, forbidden, a failing disk, encrypted, or broken inside."""


class NoStill(MediaError):
    """No frame of the film could be decoded."""


class NotAPicture(MediaError):
    """The bytes are no picture of an allowed format."""


class PictureTooLarge(MediaError):
    """The picture has more bytes or pixels than Kino opens."""


class FfmpegMissing(MediaError):
    """No ffmpeg that Kino can use was found."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class FfmpegFailed(MediaError):
    """ffmpeg ended with an error; the message holds the end of what it said."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class FfmpegTimedOut(FfmpegFailed):
    """ffmpeg took longer than it was given and was stopped."""


class BrokenKeyframeIndex(MediaError):
    """Stored bytes are no keyframe index of a known version."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class UncuttableFilm(MediaError):
    """The film cannot be cut into segments."""
