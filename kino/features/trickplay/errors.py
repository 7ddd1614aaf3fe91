"""What can be refused about tiles."""

from http import HTTPStatus

from kino.core.errors import KinoError


class TilesNotFound(KinoError):
    """No such file or sheet, or none that this member may see."""

    status = HTTPStatus.NOT_FOUND


class TilesUnwritable(KinoError):
    """The cache folder has no room, or cannot be written to."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
