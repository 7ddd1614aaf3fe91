"""What can be refused about the demo library."""

from http import HTTPStatus

from kino.core.errors import KinoError


class DemoNotThere(KinoError):
    """The house has no demo library."""

    status = HTTPStatus.NOT_FOUND


class DemoFolderUnusable(KinoError):
    """The folder of the demo library cannot be made."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class SourceOffline(KinoError):
    """Nothing can be fetched just now, this film or another."""

    status = HTTPStatus.BAD_GATEWAY


class FilmNotGivenOut(KinoError):
    """None of the places where a film is at home gives it out; the message has the reason of each."""

    status = HTTPStatus.BAD_GATEWAY
