"""Libraries: made, changed, seen by whom they are for, and gone without a file being touched."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.ids import new_id
from kino.features.accounts.parts.sessions import identify
from kino.features.libraries import queries, service
from kino.features.libraries.models import Library, LibraryAccess, LibraryFolder
from kino.features.libraries.parts.counts import LibraryCounts, LibraryFigures
from kino.features.libraries.scope import LibraryScope
from tests.support.signed_in import House, SignedInMember


@pytest.fixture
async def ada(house: House) -> SignedInMember:
    return await house.add_member("Ada", "admin")


async def _create(admin: SignedInMember, name: str = "Films", **values: Any) -> Any:
    answer = await admin.client.post("/api/admin/libraries", json={"name": name, "kind": "movies", **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _lasting(library: Any) -> Any:
    """The library without the free space of its disks, which moves while the test runs."""
    folders = [{**each, "free_bytes": None} for each in library["folders"]]
    return {**library, "folders": folders}


def _folder(tmp_path: Path, name: str) -> str:
    path = tmp_path / name
    path.mkdir(parents=True)
    return str(path)


async def test_library_is_made_with_folders_and_space(ada: SignedInMember, tmp_path: Path) -> None:
    made = await _create(ada, folders=[_folder(tmp_path, "films")], language="de")
    (folder,) = made["folders"]
    assert folder["path"] == str(tmp_path / "films")
    assert 0 < folder["free_bytes"] <= folder["total_bytes"]
    assert folder["is_away"] is False
    assert made["account_ids_with_access"] is None
    assert (made["title_count"], made["size_bytes"], made["scan"], made["is_demo"]) == (0, 0, None, False)
    assert _lasting((await ada.client.get("/api/admin/libraries")).json()[0]) == _lasting(made)
    names = [{"id": made["id"], "name": "Films", "kind": "movies"}]
    assert (await ada.client.get("/api/libraries")).json() == names
    assert (await ada.client.get("/api/me")).json()["libraries"] == names


async def test_library_changes_and_goes_while_its_files_stay(ada: SignedInMember, tmp_path: Path) -> None:
    film = Path(_folder(tmp_path, "films")) / "film.mkv"
    film.write_bytes(b"film")
    made = await _create(ada, folders=[str(film.parent)])
    path = f"/api/admin/libraries/{made['id']}"
    changed = (await ada.client.patch(path, json={"name": "Cinema", "kind": "mixed"})).json()
    assert _lasting(changed) == {**_lasting(made), "name": "Cinema", "kind": "mixed"}
    second = await ada.client.post(f"{path}/folders", json={"path": _folder(tmp_path, "more")})
    assert [Path(each["path"]).name for each in second.json()["folders"]] == ["films", "more"]
    first_id = made["folders"][0]["id"]
    assert (await ada.client.delete(f"{path}/folders/{first_id}")).status_code == 204
    assert (await ada.client.delete(f"{path}/folders/{first_id}")).status_code == 404
    assert (await ada.client.delete(path)).status_code == 204
    assert (await ada.client.delete(path)).status_code == 404
    assert (await ada.client.patch(path, json={"name": "x"})).json()["error"] == "LibraryNotFound"
    assert film.read_bytes() == b"film"


async def test_failed_creation_leaves_no_library(house: House, ada: SignedInMember, tmp_path: Path) -> None:
    taken = _folder(tmp_path, "films")
    await _create(ada, folders=[taken])
    wish = {"name": "More", "kind": "movies", "folders": [_folder(tmp_path, "more"), taken]}
    refused = await ada.client.post("/api/admin/libraries", json=wish)
    assert (refused.status_code, refused.json()["error"]) == (409, "FolderOverlaps")
    async with house.context.database.read() as session:
        assert [each.name for each in await queries.list_libraries(session)] == ["Films"]
        assert len(await queries.list_folders(session)) == 1


@pytest.mark.parametrize(
    ("existing", "wished", "is_refused"),
    [
        ("films", "films", True),
        ("films", "films/new", True),
        ("films/new", "films", True),
        ("films", "films2", False),
        ("films/a", "films/b", False),
    ],
)
async def test_folders_of_libraries_never_contain_each_other(
    ada: SignedInMember, tmp_path: Path, existing: str, wished: str, is_refused: bool
) -> None:
    for each in (existing, wished):
        (tmp_path / each).mkdir(parents=True, exist_ok=True)
    await _create(ada, folders=[str(tmp_path / existing)])
    wish = {"name": "Other", "kind": "movies", "folders": [str(tmp_path / wished)]}
    answer = await ada.client.post("/api/admin/libraries", json=wish)
    assert answer.status_code == (409 if is_refused else 201)


async def test_same_folder_by_another_way_is_found_out(ada: SignedInMember, tmp_path: Path) -> None:
    films = _folder(tmp_path, "films")
    (tmp_path / "link").symlink_to(films)
    await _create(ada, folders=[films])
    for way in (f"{tmp_path}/link", f"{tmp_path}/./films/../films/"):
        wish = {"name": "Other", "kind": "movies", "folders": [way]}
        assert (await ada.client.post("/api/admin/libraries", json=wish)).json()["error"] == "FolderOverlaps"


async def test_access_decides_what_a_member_finds(house: House, ada: SignedInMember) -> None:
    anna, ben = await house.add_member("Anna"), await house.add_member("Ben")
    films, series = await _create(ada, "Films"), await _create(ada, "Series")
    wish = {"sees_all_libraries": False, "library_ids": [films["id"], str(new_id())]}
    changed = (await ada.client.patch(f"/api/admin/members/{anna.account_id}", json=wish)).json()
    assert changed["library_ids"] == [films["id"]]
    assert [each["name"] for each in (await anna.client.get("/api/libraries")).json()] == ["Films"]
    assert len((await ben.client.get("/api/libraries")).json()) == 2
    details = {each["name"]: each for each in (await ada.client.get("/api/admin/libraries")).json()}
    assert details["Films"]["account_ids_with_access"] is None
    assert set(details["Series"]["account_ids_with_access"]) == {str(ada.account_id), str(ben.account_id)}
    assert await _scope_names(house, anna) == ["Films"]
    assert await _scope_names(house, ben) == ["Films", "Series"]
    assert series["id"] not in [each["id"] for each in (await anna.client.get("/api/me")).json()["libraries"]]


async def _scope_names(house: House, member: SignedInMember) -> list[str]:
    identity = await identify(house.context, member.token, "")
    assert identity is not None
    async with house.context.database.read() as session:
        scope = LibraryScope(identity.viewer.library_ids)
        found = await session.scalars(
            select(Library).where(scope.condition(Library.id)).order_by(Library.name)
        )
        names = []
        for each in found:
            assert scope.allows(each.id)
            names.append(each.name)
        return names


async def test_library_for_few_hides_it_from_the_others_only(house: House, ada: SignedInMember) -> None:
    anna, ben = await house.add_member("Anna"), await house.add_member("Ben")
    films = await _create(ada, "Films")
    await ada.client.patch(f"/api/admin/members/{ben.account_id}", json={"sees_all_libraries": False})
    secret = await _create(ada, "Secret", account_ids_with_access=[str(ada.account_id), str(ben.account_id)])
    assert await _scope_names(house, anna) == ["Films"]
    assert await _scope_names(house, ben) == ["Secret"]
    assert await _scope_names(house, ada) == ["Films", "Secret"]
    path = f"/api/admin/libraries/{secret['id']}"
    opened = (await ada.client.patch(path, json={"account_ids_with_access": None})).json()
    assert opened["account_ids_with_access"] is None
    assert await _scope_names(house, anna) == ["Films", "Secret"]
    renamed = (await ada.client.patch(f"/api/admin/libraries/{films['id']}", json={"name": "Kino"})).json()
    assert str(ben.account_id) not in renamed["account_ids_with_access"]


async def test_nothing_is_found_by_whom_nothing_is_for(house: House, ada: SignedInMember) -> None:
    await _create(ada)
    anna = await house.add_member("Anna", sees_all_libraries=False)
    assert await _scope_names(house, anna) == []
    assert (await anna.client.get("/api/libraries")).json() == []


async def test_deleted_member_and_library_leave_no_access_behind(house: House, ada: SignedInMember) -> None:
    films, series = await _create(ada, "Films"), await _create(ada, "Series")
    members = [await house.add_member(name, sees_all_libraries=False) for name in ("Anna", "Ben")]
    for member in members:
        wish = {"library_ids": [films["id"], series["id"]]}
        await ada.client.patch(f"/api/admin/members/{member.account_id}", json=wish)
    await ada.client.delete(f"/api/admin/libraries/{films['id']}")
    await ada.client.delete(f"/api/admin/members/{members[0].account_id}")
    async with house.context.database.read() as session:
        left = (await session.scalars(select(LibraryAccess))).all()
    assert [(each.account_id, str(each.library_id)) for each in left] == [
        (members[1].account_id, series["id"])
    ]


async def test_missing_disk_is_told_and_forgets_nothing(
    house: House, ada: SignedInMember, tmp_path: Path
) -> None:
    films = tmp_path / "films"
    made = await _create(ada, folders=[_folder(tmp_path, "films")])
    films.rmdir()
    (folder,) = (await ada.client.get("/api/admin/libraries")).json()[0]["folders"]
    assert (folder["is_away"], folder["free_bytes"]) == (True, None)
    films.mkdir()
    (folder,) = (await ada.client.get("/api/admin/libraries")).json()[0]["folders"]
    assert folder["is_away"] is False
    assert folder["id"] == made["folders"][0]["id"]


async def test_numbers_of_higher_features_are_laid_over_each_other(house: House, ada: SignedInMember) -> None:
    made = await _create(ada)

    async def count_titles(_session: AsyncSession) -> Mapping[UUID, LibraryFigures]:
        return {UUID(made["id"]): LibraryFigures(title_count=3, size_bytes=10)}

    async def count_problems(session: AsyncSession) -> Mapping[UUID, LibraryFigures]:
        assert (await session.scalars(select(Library.id))).all()
        return {UUID(made["id"]): LibraryFigures(problem_count=2)}

    counts = house.context.part(LibraryCounts)
    counts.register(count_titles)
    counts.register(count_problems)
    (listed,) = (await ada.client.get("/api/admin/libraries")).json()
    assert (listed["title_count"], listed["size_bytes"], listed["problem_count"]) == (3, 10, 2)


async def test_folder_whose_name_is_no_text_is_kept_and_shown(house: House, ada: SignedInMember) -> None:
    async with house.context.database.write() as session:
        await service.create_library(
            session, name="Old", kind="movies", language="en", folders=[b"/old/\xff\xfe\n\"'films"]
        )
    (listed,) = (await ada.client.get("/api/admin/libraries")).json()
    assert listed["folders"][0]["path"].startswith("/old/\ufffd")
    async with house.context.database.read() as session:
        (path,) = (await session.scalars(select(LibraryFolder.path))).all()
    assert os.fsdecode(path) == os.fsdecode(b"/old/\xff\xfe\n\"'films")
