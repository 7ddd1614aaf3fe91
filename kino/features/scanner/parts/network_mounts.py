"""Which paths lie on file systems that tell nobody about the changes that others make."""

from pathlib import Path

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "fuse.rclone", "davfs", "virtiofs"}
)


def is_network_mount(path: bytes, mounts_file: Path = Path("/proc/self/mounts")) -> bool:
    """Whether the path, links followed, lies on a network file system; False where nobody can tell."""
    try:
        mounts = mounts_file.read_bytes().splitlines()
    except OSError:
        return False
    best, kind = b"", ""
    for line in mounts:
        parts = line.split(b" ")
        point = parts[1].replace(b"\\040", b" ") if len(parts) > 2 else b""
        is_inside = path == point or path.startswith(point.rstrip(b"/") + b"/")
        if point and is_inside and len(point) >= len(best):
            best, kind = point, parts[2].decode(errors="replace")
    return kind in NETWORK_FILE_SYSTEMS
