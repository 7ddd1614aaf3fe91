"""Pieces on disk: what counts, what goes first, and what a kill or somebody else left in their folder."""

import asyncio
import os
from pathlib import Path

from kino.features.playback.parts.piece_cache import PieceCache
from kino.media.transcode.encoding import Piece

KEY, OTHER = PieceCache.key_of(b"/film", (1, 1), 0, "720p"), PieceCache.key_of(b"/other", (1, 1), 0, "720p")
PLENTY_BYTES = 1_000_000


def put(folder: Path, key: str, name: str, size_bytes: int = 10, written_at_s: int = 1_000) -> Path:
    """A file as an earlier server left it."""
    path = folder / key / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size_bytes)
    os.utime(path, (written_at_s, written_at_s))
    return path


def list_names(folder: Path) -> list[str]:
    """Every file below the folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_stray_files_in_the_folder_stop_nobody(tmp_path: Path) -> None:
    put(tmp_path, KEY, "init.mp4")
    put(tmp_path, KEY, "0-2.m4s")
    put(tmp_path, KEY, ".DS_Store")
    (tmp_path / ".DS_Store").write_bytes(b"stray")
    put(tmp_path, "lost+found", "somebody's")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    cache = PieceCache(tmp_path, PLENTY_BYTES)
    await cache.open()
    assert cache.find(KEY, 0) is not None
    assert {".DS_Store", "lost+found/somebody's"} < set(list_names(tmp_path))


async def test_folders_that_nobody_can_play_from_are_removed(tmp_path: Path) -> None:
    put(tmp_path, KEY, "0-2.m4s")
    put(tmp_path, OTHER, "init.mp4")
    cache = PieceCache(tmp_path, PLENTY_BYTES)
    await cache.open()
    assert (cache.find(KEY, 0), cache.has_init(OTHER)) == (None, False)
    assert list_names(tmp_path) == []


async def test_of_two_pieces_of_one_second_the_later_one_is_kept(tmp_path: Path) -> None:
    put(tmp_path, KEY, "init.mp4")
    put(tmp_path, KEY, "0-2.m4s", 20_000, written_at_s=2_000)
    put(tmp_path, KEY, "0-1.m4s", 20_000, written_at_s=1_000)
    put(tmp_path, KEY, "2-4.m4s", 20_000, written_at_s=1_000)
    # Both seconds fit, once each.
    cache = PieceCache(tmp_path, 40_000)
    await cache.open()
    kept = [cache.find(KEY, start_s) for start_s in (0, 2)]
    assert [piece and piece.name for piece in kept] == ["0-2.m4s", "2-4.m4s"]
    assert list_names(tmp_path) == sorted(f"{KEY}/{name}" for name in ("0-2.m4s", "2-4.m4s", "init.mp4"))


async def test_piece_that_two_write_at_once_is_there_once(tmp_path: Path) -> None:
    cache = PieceCache(tmp_path, 40_000)
    await cache.write_init(KEY, b"init")
    await cache.write(KEY, Piece(2, 4, b"x" * 20_000))
    # Two encoders may come to the same second at once.
    await asyncio.gather(*(cache.write(KEY, Piece(0, end_s, b"x" * 20_000)) for end_s in (1, 2)))
    kept = cache.find(KEY, 0)
    assert kept is not None
    assert list_names(tmp_path) == sorted(f"{KEY}/{name}" for name in (kept.name, "2-4.m4s", "init.mp4"))


async def test_piece_that_another_one_replaced_takes_nothing_with_it(tmp_path: Path) -> None:
    cache = PieceCache(tmp_path, PLENTY_BYTES)
    await cache.write(KEY, Piece(0, 1, b"old"))
    before = cache.find(KEY, 0)
    assert before is not None
    await cache.write(KEY, Piece(0, 2, b"new"))
    assert await cache.read(KEY, before) is None
    after = cache.find(KEY, 0)
    assert after is not None
    assert await cache.read(KEY, after) == b"new"


async def test_empty_pieces_have_a_bound(tmp_path: Path) -> None:
    cache = PieceCache(tmp_path, 10 * 4096)
    for start_s in range(30):
        await cache.write(KEY, Piece(start_s, start_s + 1, b""))
    assert len(list_names(tmp_path)) == 10
    again = PieceCache(tmp_path, 5 * 4096)
    await again.write_init(KEY, b"init")
    await again.open()
    assert len(list_names(tmp_path)) == 5 + 1
