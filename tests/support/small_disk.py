"""A real disk of a few megabytes, for what happens when there is no room left on it.

`python -m tests.support.small_disk FOLDER BYTES COMMAND…` runs a command that sees such a disk (tmpfs) at the
folder, in a mount namespace of its own: nothing has to be unmounted, however the command ends. It needs no
more rights than those to a user namespace. Ends with CANNOT where the kernel grants neither.
"""

import ctypes
import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path

CANNOT = 77
VARIABLE = "SMALL_DISK"  # where the command finds it
_CLONE_NEWNS, _CLONE_NEWUSER = 0x00020000, 0x10000000
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_MNT_DETACH = 2
_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """The disk that this process was given."""

    path: Path

    def fill(self, leaves_bytes: int = 0) -> None:
        """Nothing more fits on it than this, rounded down to whole pages."""
        with (self.path / "ballast").open("ab", buffering=0) as file:
            size_bytes = _CHUNK_BYTES
            while size_bytes >= 512:
                try:
                    written_bytes = file.write(bytes(size_bytes))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    written_bytes = 0
                if written_bytes < size_bytes:
                    size_bytes //= 2
            if leaves_bytes:
                file.truncate(max(0, file.tell() - leaves_bytes))

    def free(self) -> None:
        """There is room again."""
        (self.path / "ballast").unlink(missing_ok=True)


def find_small_disk() -> SmallDisk | None:
    """The disk, in a process that was started with one."""
    path = os.environ.get(VARIABLE)
    return SmallDisk(Path(path)) if path else None


def _check(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def plug_in(disk: Path, folder: Path) -> None:
    """What lies in `disk` is mounted at a folder, in a process that was started with a small disk."""
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.mount(bytes(disk), bytes(folder), None, _MS_BIND, None))


def unplug(folder: Path) -> None:
    """The folder is what it was before something was mounted there."""
    _check(ctypes.CDLL(None, use_errno=True).umount2(bytes(folder), _MNT_DETACH))


def _mount(folder: str, size_bytes: int) -> None:
    """Raises OSError where the kernel does not let this process have a mount of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    user_id, group_id = os.geteuid(), os.getegid()
    if user_id == 0:
        _check(libc.unshare(_CLONE_NEWNS))
    else:
        _check(libc.unshare(_CLONE_NEWNS | _CLONE_NEWUSER))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user_id} {user_id} 1")
        Path("/proc/self/gid_map").write_text(f"{group_id} {group_id} 1")
    _check(libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None))
    options = f"size={size_bytes},mode=0777".encode()
    _check(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options))


def main() -> None:
    """Mount, then become the command."""
    folder, size_bytes, *command = sys.argv[1:]
    try:
        _mount(folder, int(size_bytes))
    except OSError as error:
        print(f"no small disk can be had here: {error}", file=sys.stderr)
        sys.exit(CANNOT)
    os.environ[VARIABLE] = folder
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
