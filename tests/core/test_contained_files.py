"""Files below a folder are read; nothing outside of it ever is."""

import os
from pathlib import Path

import pytest

from kino.core.contained_files import (
    LeavesFolder,
    NotReadable,
    TooManyBytes,
    locate_contained,
    read_contained,
)

LIMIT_BYTES = 100


@pytest.fixture
def root(tmp_path: Path) -> bytes:
    folder = tmp_path / "library"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "library2").mkdir()
    (tmp_path / "library2" / "file").write_bytes(b"neighbour")
    return os.fsencode(folder)


def test_file_below_the_folder_is_read_whatever_its_name(root: bytes) -> None:
    for name in (b"plain", b"-rf", b"quote\"'%s\n", b"\xff\xfe", b"x" * 255):
        (Path(os.fsdecode(root)) / os.fsdecode(name)).write_bytes(b"content")
        assert read_contained(root, name, LIMIT_BYTES) == b"content"


@pytest.mark.parametrize(
    "path", [b"../secret", b"a/../../secret", b"/etc/passwd/../../etc/passwd", b"../library2/file"]
)
def test_path_that_climbs_out_is_refused(root: bytes, path: bytes) -> None:
    if path.startswith(b"/"):
        with pytest.raises((LeavesFolder, NotReadable)):
            read_contained(root, path, LIMIT_BYTES)
    else:
        with pytest.raises(LeavesFolder):
            read_contained(root, path, LIMIT_BYTES)


def test_link_is_followed_inside_and_refused_outside(root: bytes, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(root))
    (folder / "real").write_bytes(b"content")
    (folder / "inside").symlink_to(folder / "real")
    (folder / "outside").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path)
    assert read_contained(root, b"inside", LIMIT_BYTES) == b"content"
    for path in (b"outside", b"up/secret"):
        with pytest.raises(LeavesFolder):
            read_contained(root, path, LIMIT_BYTES)


def test_folder_that_is_itself_a_link_is_the_folder_it_names(root: bytes, tmp_path: Path) -> None:
    (Path(os.fsdecode(root)) / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to(os.fsdecode(root))
    assert read_contained(os.fsencode(tmp_path / "link"), b"file", LIMIT_BYTES) == b"content"
    assert locate_contained(os.fsencode(tmp_path / "link"), b"file") == root + b"/file"


def test_what_is_no_readable_file_is_refused_at_once(root: bytes) -> None:
    folder = Path(os.fsdecode(root))
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    (folder / "large").write_bytes(b"x" * (LIMIT_BYTES + 1))
    for name in (b"pipe", b"folder", b"missing"):
        with pytest.raises(NotReadable):
            read_contained(root, name, LIMIT_BYTES)
    with pytest.raises(TooManyBytes):
        read_contained(root, b"large", LIMIT_BYTES)
