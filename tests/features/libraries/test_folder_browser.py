"""The folder browser stays below the media roots, tells what it cannot read, and never waits for ever."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kino.core.db import Database
from kino.core.disk_reads import DiskReads
from kino.core.settings import Settings
from kino.features.libraries.errors import FolderNotFound, FolderOutsideRoots
from kino.features.libraries.parts import disks, folder_browser, media_roots
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.parts.folder_browser import is_within, list_folder, resolve_folder
from kino.features.libraries.parts.media_roots import MediaRoots
from tests.support.signed_in import open_house
from tests.support.silent_disk import SilentDisk

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A media root with a film, beside a folder that nobody may see."""
    for each in (
        "media/Films/Metropolis (1927)",
        "media/Empty",
        "media/.hidden",
        "media/@eaDir",
        "secret/inner",
    ):
        (tmp_path / each).mkdir(parents=True)
    (tmp_path / "media/Films/Metropolis (1927)/Metropolis.MKV").write_bytes(b"")
    (tmp_path / "media/notes.txt").write_bytes(b"")
    return tmp_path / "media"


def _roots(media: Path) -> list[str]:
    return [str(media)]


def test_listing_shows_folders_with_a_hint_of_films(media: Path) -> None:
    listing = list_folder(None, _roots(media))
    assert (listing.path, listing.parent) == (str(media), None)
    assert [(each.name, each.has_media_hint) for each in listing.folders] == [
        ("Empty", False),
        ("Films", True),
    ]
    assert 0 < listing.free_bytes <= listing.total_bytes
    below = list_folder(str(media / "Films"), _roots(media))
    assert below.parent == str(media)
    assert [each.path for each in below.folders] == [str(media / "Films/Metropolis (1927)")]


@pytest.mark.parametrize(
    "path",
    ["{media}/..", "{media}/../secret", "/", "/etc", "{media}/Films/../../secret", "{media}/way-out",
     "{media}/way-out/inner", "{media}2", "{media}/../media2", "{media}/../nothing-here"],
)  # fmt: skip
def test_nothing_outside_of_the_roots_is_told(media: Path, path: str) -> None:
    (media / "way-out").symlink_to(media.parent / "secret")
    (media.parent / "media2").mkdir()
    with pytest.raises(FolderOutsideRoots):
        resolve_folder(path.format(media=media), _roots(media))


@pytest.mark.parametrize(
    "path", ["", "Films", "../media", "{media}/nothing", "{media}/notes.txt", "{media}/a\0b"]
)
def test_what_is_no_folder_is_not_found(media: Path, path: str) -> None:
    with pytest.raises(FolderNotFound):
        resolve_folder(path.format(media=media), _roots(media))


def test_links_are_offered_only_where_they_stay_inside(media: Path) -> None:
    (media / "inside").symlink_to(media / "Films")
    (media / "outside").symlink_to(media.parent / "secret")
    (media / "circle").symlink_to(media / "circle")
    (media / "broken").symlink_to(media / "gone")
    names = [each.name for each in list_folder(None, _roots(media)).folders]
    assert names == ["Empty", "Films", "inside"]
    assert resolve_folder(str(media / "inside"), _roots(media)) == str(media / "Films")


def test_hint_does_not_follow_links_out_of_the_roots(media: Path) -> None:
    (media.parent / "secret/inner/film.mkv").write_bytes(b"")
    (media / "Empty/way-out").symlink_to(media.parent / "secret")
    hints = {each.name: each.has_media_hint for each in list_folder(None, _roots(media)).folders}
    assert hints["Empty"] is False


def test_folder_whose_name_is_no_text_is_shown_but_cannot_be_chosen(media: Path) -> None:
    os.mkdir(os.fsencode(media) + b"/caf\xe9")  # noqa: PTH102  # a Path would not show the bytes
    (media / "two\nlines").mkdir()
    odd = [each for each in list_folder(None, _roots(media)).folders if each.path is None]
    assert [(each.name, each.is_readable) for each in odd] == [("caf\ufffd", False), ("two lines", False)]


def test_unreadable_folder_is_flagged(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root reads everything, so the answer of the system is given instead of its rights.
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("Empty") and real(path, mode))
    flags = {each.name: each.is_readable for each in list_folder(None, _roots(media)).folders}
    assert flags == {"Empty": False, "Films": True}


def test_nothing_lies_outside_of_the_whole_disk() -> None:
    assert resolve_folder("/etc", ["/"]) == os.path.realpath("/etc")


async def _list_roots(*media_roots: Path) -> list[str]:
    return await MediaRoots(Disks(DiskReads()), Settings(media_roots=media_roots)).list_roots()


async def test_a_root_may_be_a_link_and_the_whole_disk(media: Path) -> None:
    link = media.parent / "library-link"
    link.symlink_to(media)
    assert await _list_roots(link) == [str(media)]
    assert await _list_roots(Path("/")) == ["/"]
    assert await _list_roots(), "without a setting there is still somewhere to begin"


@sqlite_only
async def test_root_on_a_silent_disk_holds_up_no_other(
    database: Database, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = media.parent / "secret"
    monkeypatch.setattr(media_roots, "ROOT_WITHIN_S", 0.1)
    monkeypatch.setattr(disks, "BROWSE_WITHIN_S", 0.1)
    async with open_house(database, media.parent, media_roots=(share, media)) as house:
        ada = await house.add_member("Ada", "admin")
        silent = SilentDisk(share, monkeypatch)
        answer = await ada.client.get("/api/admin/folders", params={"path": f"{media}/Films"})
        assert answer.status_code == 200
        assert answer.json()["roots"] == [str(share), str(media)]
        there = await ada.client.get("/api/admin/folders", params={"path": str(share)})
        assert (there.status_code, there.json()["error"]) == (504, "DiskSilent")
        assert "answered" not in silent.order
        silent.answer()


@pytest.mark.parametrize(
    ("path", "folder", "inside"),
    [
        ("/a", "/a", True),
        ("/a/b", "/a", True),
        ("/ab", "/a", False),
        ("/a", "/a/b", False),
        ("/x", "/", True),
    ],
)
def test_containment_is_by_whole_names(path: str, folder: str, inside: bool) -> None:
    assert is_within(path, folder) is inside


@sqlite_only
async def test_browsing_answers_over_http(database: Database, media: Path) -> None:
    async with open_house(database, media.parent, media_roots=(media,)) as house:
        ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
        listing = (await ada.client.get("/api/admin/folders")).json()
        assert (listing["path"], listing["roots"], listing["parent"]) == (str(media), [str(media)], None)
        films = await ada.client.get("/api/admin/folders", params={"path": listing["folders"][1]["path"]})
        assert films.json()["folders"][0]["has_media_hint"] is True
        outside = await ada.client.get("/api/admin/folders", params={"path": str(media.parent)})
        assert (outside.status_code, outside.json()["error"]) == (403, "FolderOutsideRoots")
        gone = await ada.client.get("/api/admin/folders", params={"path": f"{media}/gone"})
        assert (gone.status_code, gone.json()["error"]) == (404, "FolderNotFound")
        assert (await anna.client.get("/api/admin/folders")).status_code == 403


@sqlite_only
@pytest.mark.parametrize("inside", ["", "artwork", "..", "../link"])
async def test_own_data_never_becomes_a_library(database: Database, tmp_path: Path, inside: str) -> None:
    data = tmp_path / "media" / "kino-data"
    (data / "artwork").mkdir(parents=True)
    (tmp_path / "media" / "link").symlink_to(data)
    async with open_house(database, tmp_path, data_dir=data) as house:
        ada = await house.add_member("Ada", "admin")
        wish = {"name": "Ours", "kind": "movies", "folders": [str(data / inside)]}
        answer = await ada.client.post("/api/admin/libraries", json=wish)
        assert (answer.status_code, answer.json()["error"]) == (409, "FolderIsOurs")


@sqlite_only
async def test_silent_disk_is_given_up_while_others_answer(
    database: Database, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = folder_browser.resolve_folder

    def hang(path: str, roots: Sequence[str]) -> Any:
        if path.endswith("Empty"):
            time.sleep(0.6)
        return real(path, roots)

    monkeypatch.setattr(folder_browser, "resolve_folder", hang)
    monkeypatch.setattr(disks, "BROWSE_WITHIN_S", 0.2)
    async with open_house(database, media.parent, media_roots=(media,)) as house:
        ada = await house.add_member("Ada", "admin")
        silent = await ada.client.get("/api/admin/folders", params={"path": f"{media}/Empty"})
        assert (silent.status_code, silent.json()["error"]) == (504, "DiskSilent")
        answer = await ada.client.get("/api/admin/folders", params={"path": f"{media}/Films"})
        assert answer.status_code == 200
