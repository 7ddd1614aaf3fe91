"""What can be refused about viewing."""

from http import HTTPStatus

from kino.core.errors import KinoError


class ItemNotFound(KinoError):
    """No such film, series, season or episode, or none that this member may see."""

    status = HTTPStatus.NOT_FOUND


class HistoryEntryNotFound(KinoError):
    """No such entry in this profile's history."""

    status = HTTPStatus.NOT_FOUND


class UndoOver(KinoError):
    """It was taken back already, or is too long ago."""

    status = HTTPStatus.GONE
