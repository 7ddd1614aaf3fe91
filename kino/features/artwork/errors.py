"""What can be refused about pictures."""

from http import HTTPStatus

from kino.core.errors import KinoError


class ImageNotFound(KinoError):
    """No such picture, or none of a title that this member may see."""

    status = HTTPStatus.NOT_FOUND


class ArtworkDiskFull(KinoError):
    """The disk of the data folder has no room for another picture."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


class ArtworkUnwritable(KinoError):
    """The artwork folder cannot be written to."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
