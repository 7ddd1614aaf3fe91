"""Disks that are mounted in a library folder: which are there, and which have been unplugged.

An unplugged disk leaves an empty directory behind, or none at all. Neither says that its films were deleted.
"""

import os
from collections.abc import Callable, Collection

from kino.core.disk_reads import find_mount_point, list_mount_points


def find_mounted(root: bytes) -> frozenset[bytes]:
    """Directories of a folder, relative to it, that are mount points now; asks the kernel and no disk.

    root: absolute path, links followed. The folder itself ("") also counts when the mount point lies above
    it, unless that is "/", which cannot be unplugged.
    """
    points = list_mount_points()
    above = root.rstrip(b"/") + b"/"
    found = {point.removeprefix(above) for point in points if point.startswith(above)}
    if find_mount_point(root, points) != b"/":
        found.add(b"")
    return frozenset(found)


class MountedDisks:
    """What one walk knows of the disks in its folder.

    root:     absolute path, links followed.
    known:    directories (relative) that were mount points when they were last seen.
    at_start: those that are at the start of the walk.
    """

    def __init__(self, root: bytes, known: Collection[bytes], is_empty: Callable[[bytes], bool]) -> None:
        self.at_start = find_mounted(root)
        self._root = root
        self._known = frozenset(known)
        self._is_empty = is_empty

    def was_mounted(self, path: bytes) -> bool:
        """Whether the directory was a mount point lately."""
        return path in self._known or path in self.at_start

    def is_as_known(self, path: bytes) -> bool:
        """Whether the directory is still what it was when it was last seen: a mount point, or none."""
        return (path in self._known) == (path in self.at_start)

    def may_hide_root(self) -> bool:
        """Whether the folder, which is empty, may be so for want of its disk.

        A folder that is a mount point itself stays one in a container whose host has lost the disk.
        """
        is_gone = self.was_mounted(b"") and b"" not in find_mounted(self._root)
        return is_gone or self._root in list_mount_points()

    def is_lost(self, path: bytes) -> bool:
        """Whether the directory below the folder, empty or not there, was a mount point and is none now."""
        return bool(path) and self.was_mounted(path) and path not in find_mounted(self._root)

    def list_lost(self) -> list[bytes]:
        """Directories below the folder that were mount points and are neither that nor in use otherwise."""
        was = (self._known | self.at_start) - find_mounted(self._root)
        return sorted(path for path in was if path and self._is_empty(os.path.join(self._root, path)))
