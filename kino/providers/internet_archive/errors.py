"""What can go wrong with archive.org, each in a sentence for the person who waits."""

from http import HTTPStatus

from kino.core.errors import KinoError


class ArchiveUnreachable(KinoError):
    """No answer: this machine is offline, or archive.org is."""

    status = HTTPStatus.BAD_GATEWAY


class ArchiveRefused(KinoError):
    """An answer came, but not the one that was asked for."""

    status = HTTPStatus.BAD_GATEWAY


class ArchiveItemNotFound(KinoError):
    """No item has this identifier, or it may not be given out."""

    status = HTTPStatus.NOT_FOUND


class NoFittingFile(KinoError):
    """The item exists, but none of its files is the one that is wanted."""

    status = HTTPStatus.NOT_FOUND


class HostNotAllowed(KinoError):
    """A link or redirect leads somewhere that Kino does not go."""

    status = HTTPStatus.BAD_GATEWAY


class DownloadCorrupt(KinoError):
    """All bytes came, but they are not the ones that the source published; they were deleted."""

    status = HTTPStatus.BAD_GATEWAY


class DownloadTooLarge(KinoError):
    """The file is larger than allowed, or longer than the source said."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class DownloadTooSlow(KinoError):
    """The time for one download is over; what came is kept and continued."""

    status = HTTPStatus.GATEWAY_TIMEOUT


class NotEnoughSpace(KinoError):
    """The disk has no room for the file."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


class DownloadCancelled(KinoError):
    """Somebody stopped it; what came is kept and continued."""

    status = HTTPStatus.CONFLICT
