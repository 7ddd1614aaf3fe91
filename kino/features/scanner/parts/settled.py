"""Whether a file is all there: nobody writes to it, and nothing about it has moved for a while."""

import errno
import fcntl
import os
import signal

from kino.features.scanner.parts.walk import FoundFile

SETTLE_S = 1.5  # a file modified later than this may still be being copied
# Asking the kernel costs two calls a file; whoever still writes has changed the file lately.
ASK_KERNEL_WITHIN_S = 600.0
# The clocks of network disks and of FAT count in steps of up to two seconds.
COARSEST_CLOCK_S = 2.5


def is_settled(root: bytes, file: FoundFile, now_s: float) -> bool:
    """Whether nobody has written to the file for SETTLE_S and nobody has it open to write.

    A time in the future says nothing about when the file was written, so it counts as settled.
    """
    age_s = now_s - file.mtime_ns / 1e9
    if 0 <= age_s < SETTLE_S:
        return False
    return abs(age_s) > ASK_KERNEL_WITHIN_S or not is_being_written(os.path.join(root, file.path))


def is_fresh(mtime_ns: int, now_s: float) -> bool:
    """Whether something may change in the same tick of the disk's clock, so that the time would not tell."""
    return now_s - mtime_ns / 1e9 < COARSEST_CLOCK_S


def is_being_written(path: bytes) -> bool:
    """Whether some process of this machine has the file open for writing; False where nobody can tell.

    A read lease is granted only while there is no writer. Source: fcntl(2), F_SETLEASE.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Whoever opens the file in the moment of the lease breaks it, which is told by a signal; the usual
        # one, SIGIO, would end the server, and this one is ignored by default.
        fcntl.fcntl(fd, getattr(fcntl, "F_SETSIG", 10), signal.SIGURG)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except (OSError, AttributeError) as error:
        # Anything else: another user's file, or a disk or a system that knows no leases.
        return isinstance(error, OSError) and error.errno == errno.EAGAIN
    finally:
        os.close(fd)
    return False


def keep_still(root: bytes, files: list[FoundFile]) -> list[FoundFile]:
    """Those of the files that are still exactly as they were found and that nobody writes to."""
    return [file for file in files if stat_file(root, file.path) == file and not _is_open(root, file)]


def _is_open(root: bytes, file: FoundFile) -> bool:
    return is_being_written(os.path.join(root, file.path))


def stat_file(root: bytes, path: bytes) -> FoundFile | None:
    """The file as it is now; None when it is gone or cannot be looked at."""
    try:
        info = os.stat(os.path.join(root, path))
    except OSError:
        return None
    return FoundFile(path, info.st_size, info.st_mtime_ns)
