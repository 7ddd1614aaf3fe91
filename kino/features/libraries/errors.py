"""Why a library feature refuses."""

from http import HTTPStatus

from kino.core.errors import KinoError


class LibraryNotFound(KinoError):
    """No library has this id, or the viewer may not see it."""

    status = HTTPStatus.NOT_FOUND


class FolderNotFound(KinoError):
    """There is no such folder, on disk or in the library."""

    status = HTTPStatus.NOT_FOUND


class FolderOutsideRoots(KinoError):
    """The folder lies, once links are followed, outside of the media roots."""

    status = HTTPStatus.FORBIDDEN


class FolderIsOurs(KinoError):
    """The folder holds Kino's own data, or lies in it."""

    status = HTTPStatus.CONFLICT


class FolderOverlaps(KinoError):
    """The folder belongs to a library already, lies in one of its folders, or contains one."""

    status = HTTPStatus.CONFLICT


class FolderUnreadable(KinoError):
    """The folder is there, but Kino's user may not read it."""

    status = HTTPStatus.CONFLICT


class DiskSilent(KinoError):
    """The disk did not answer in time; a network mount may be gone."""

    status = HTTPStatus.GATEWAY_TIMEOUT
