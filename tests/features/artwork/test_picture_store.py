"""Pictures on disk: whole or not at all, also when the disk is full."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kino.features.artwork.errors import ArtworkDiskFull, ArtworkUnwritable
from kino.features.artwork.parts.picture_store import PictureStore
from kino.features.artwork.parts.variants import kept_variant, variant_for_width

HASH = "ab" * 16


@contextmanager
def disk_that_takes(size_bytes: int) -> Iterator[None]:
    """The kernel refuses every file beyond this size, as a full disk or a quota does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_kept_pictures_are_found_by_their_name(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    store.keep(HASH, [("poster-200", b"small"), ("poster-342", b"large")])
    assert (tmp_path / "ab" / HASH / "poster-200.webp").read_bytes() == b"small"
    largest = store.find_largest(HASH)
    assert largest is not None
    assert largest.path.stem == "poster-342"
    assert store.find(HASH, "poster-500") is None
    store.remove(HASH)
    assert store.find(HASH, "poster-200") is None


def test_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    with disk_that_takes(100), pytest.raises(ArtworkDiskFull):
        store.keep(HASH, [("poster-200", b"x" * 50), ("poster-342", b"x" * 5000)])
    names = [path.name for path in (tmp_path / "ab" / HASH).iterdir()]
    assert names == ["poster-200.webp"]
    store.keep(HASH, [("poster-200", b"x" * 50), ("poster-342", b"x" * 5000)])
    assert store.find(HASH, "poster-342") is not None


def test_empty_file_of_a_power_cut_is_written_again(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    store.keep(HASH, [("poster-200", b"small")])
    (tmp_path / "ab" / HASH / "poster-200.webp").write_bytes(b"")
    assert store.find(HASH, "poster-200") is None
    store.keep(HASH, [("poster-200", b"small")])
    assert store.find(HASH, "poster-200") is not None


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "artwork"
    blocked.write_bytes(b"a file where a folder should be")
    with pytest.raises(ArtworkUnwritable, match="artwork"):
        PictureStore(blocked).keep(HASH, [("poster-200", b"small")])


def test_only_old_pictures_are_listed_for_tidying(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    store.keep(HASH, [("poster-200", b"small")])
    (tmp_path / "ab" / "no-hash").mkdir()
    assert list(store.list_hashes(time.time() - 60)) == []
    os.utime(tmp_path / "ab" / HASH, (0, 0))
    assert list(store.list_hashes(time.time() - 60)) == [HASH]


@pytest.mark.parametrize(
    ("variant", "original_width_px", "kept"),
    [
        ("poster-500", 1000, "poster-500"),
        ("poster-500", 342, "poster-342"),
        ("poster-500", 300, "poster-342"),
        ("poster-342", 300, "poster-342"),
        ("poster-200", 300, "poster-200"),
        ("backdrop-1920", 100, "backdrop-780"),
        ("portrait-200", 5000, "portrait-200"),
    ],
)
def test_wider_variants_than_the_original_are_answered_by_the_one_that_holds_it_whole(
    variant: str, original_width_px: int, kept: str
) -> None:
    assert kept_variant(variant, original_width_px) == kept


def test_width_names_the_smallest_variant_that_is_wide_enough() -> None:
    assert [variant_for_width("still", width) for width in (1, 320, 321, 640)] == [
        "still-320",
        "still-320",
        "still-640",
        "still-640",
    ]
