"""Files below a folder that others write to: found and read without ever following a link out of it.

Blocking: call it in a thread or a worker process.
"""

import os
import stat
from http import HTTPStatus

from kino.core.errors import KinoError
from kino.core.text import readable_text


class ContainedFileRefused(KinoError):
    """A file below a folder was not read."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class LeavesFolder(ContainedFileRefused):
    """The path, once links are followed, lies outside of its folder."""


class NotReadable(ContainedFileRefused):
    """The file is gone, forbidden, or no regular file."""


class TooManyBytes(ContainedFileRefused):
    """The file is larger than what is read of its kind."""


def locate_contained(root: bytes, relative: bytes) -> bytes:
    """The absolute path of `relative` below `root` with every link resolved.

    Raises LeavesFolder when that is not below the resolved root, whatever the path says.
    """
    real_root = os.path.realpath(root)
    real = os.path.realpath(real_root + b"/" + relative)
    if not real.startswith(real_root.rstrip(b"/") + b"/"):
        name = readable_text(relative.rpartition(b"/")[2])
        raise LeavesFolder(f"“{name}” is a link that leads out of its library folder; it is not followed.")
    return real


def read_contained(root: bytes, relative: bytes, limit_bytes: int) -> bytes:
    """The content of a regular file below `root`, of at most limit_bytes (> 0).

    Raises LeavesFolder, NotReadable, or TooManyBytes before anything of that much is read.
    """
    path = locate_contained(root, relative)
    name = readable_text(relative.rpartition(b"/")[2])
    try:
        # O_NONBLOCK: opening a named pipe would wait for a writer for ever. O_NOFOLLOW: a link that is put
        # in the file's place after it was resolved is refused.
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise NotReadable(f"“{name}” cannot be read: {error.strerror}.") from error
    facts = os.fstat(fd)
    if not stat.S_ISREG(facts.st_mode):
        os.close(fd)
        raise NotReadable(f"“{name}” is no regular file.")
    with os.fdopen(fd, "rb") as file:
        if facts.st_size > limit_bytes:
            raise TooManyBytes(f"“{name}” has {facts.st_size} bytes; at most {limit_bytes} are read.")
        try:
            content = file.read(limit_bytes + 1)
        except OSError as error:
            raise NotReadable(f"“{name}” cannot be read: {error.strerror}.") from error
    if len(content) > limit_bytes:  # it grew while it was read
        raise TooManyBytes(f"“{name}” has more than {limit_bytes} bytes.")
    return content
