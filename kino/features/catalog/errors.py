"""What can be refused about the catalogue."""

from http import HTTPStatus

from kino.core.errors import KinoError


class TitleNotFound(KinoError):
    """No such title, or none that this member may see."""

    status = HTTPStatus.NOT_FOUND


class PersonNotFound(KinoError):
    """No such person, or none in a title that this member may see."""

    status = HTTPStatus.NOT_FOUND


class FileNotInCatalogue(KinoError):
    """No such file, or none that this member may see."""

    status = HTTPStatus.NOT_FOUND
