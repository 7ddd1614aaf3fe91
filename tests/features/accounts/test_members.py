"""Members and profiles: what an admin may change, what nobody may, and what never goes missing."""

import asyncio
from typing import Any

import pytest

from kino.features.accounts.parts.profiles import PROFILES_AN_ACCOUNT
from kino.features.libraries.events import LibraryAccessChanged
from tests.support.signed_in import House, SignedInMember


async def _change(admin: SignedInMember, member: SignedInMember, **changes: Any) -> Any:
    return await admin.client.patch(f"/api/admin/members/{member.account_id}", json=changes)


@pytest.mark.parametrize("changes", [{"role": "member"}, {"is_disabled": True}, None])
async def test_last_admin_cannot_be_lost(house: House, changes: dict[str, Any] | None) -> None:
    ada = await house.add_member("Ada", "admin")
    await house.add_member("Anna")
    if changes is None:
        answer = await ada.client.delete(f"/api/admin/members/{ada.account_id}")
    else:
        answer = await _change(ada, ada, **changes)
    assert (answer.status_code, answer.json()["error"]) == (409, "LastAdmin")


async def test_disabled_admin_does_not_count_as_another_one(house: House) -> None:
    ada, eve = await house.add_member("Ada", "admin"), await house.add_member("Eve", "admin")
    assert (await _change(ada, eve, is_disabled=True)).status_code == 200
    assert (await _change(ada, ada, role="member")).json()["error"] == "LastAdmin"
    # To switch off who is off already takes nothing away.
    assert (await _change(ada, eve, role="member")).status_code == 200


async def test_two_admins_who_demote_each_other_leave_one(house: House) -> None:
    ada, eve = await house.add_member("Ada", "admin"), await house.add_member("Eve", "admin")
    answers = await asyncio.gather(_change(ada, eve, role="member"), _change(eve, ada, role="member"))
    assert 409 in {each.status_code for each in answers} or 403 in {each.status_code for each in answers}
    async with house.context.database.read() as session:
        from kino.features.accounts.queries import lock_enabled_admins

        assert len(await lock_enabled_admins(session)) == 1


async def test_disabled_member_is_out_until_enabled(house: House) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    answer = await _change(ada, anna, is_disabled=True)
    assert (answer.json()["is_disabled"], answer.json()["session_count"]) == (True, 0)
    assert (await anna.client.get("/api/me")).status_code == 401
    assert (await _change(ada, anna, is_disabled=False)).json()["is_disabled"] is False


async def test_demoted_admin_loses_admin_routes_at_once(house: House) -> None:
    ada, eve = await house.add_member("Ada", "admin"), await house.add_member("Eve", "admin")
    assert (await eve.client.get("/api/admin/members")).status_code == 200
    await _change(ada, eve, role="member")
    refused = await eve.client.get("/api/admin/members")
    assert (refused.status_code, refused.json()["error"]) == (403, "AdminsOnly")


async def test_losing_or_gaining_all_libraries_is_told_and_keeps_what_was_granted(house: House) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    library = (await ada.client.post("/api/admin/libraries", json={"name": "Films", "kind": "movies"})).json()
    await _change(ada, anna, library_ids=[library["id"]])
    bus = house.context.bus
    await bus.drain()
    told: list[list[Any]] = []

    async def note(event: LibraryAccessChanged) -> None:
        told.append(list(event.account_ids))

    bus.subscribe(LibraryAccessChanged, note)
    for sees_all in (False, False, True):
        answer = await _change(ada, anna, sees_all_libraries=sees_all)
        assert answer.json()["sees_all_libraries"] is sees_all
        assert answer.json()["library_ids"] == [library["id"]]
    await _change(ada, anna, role="admin")
    await bus.drain()
    assert told == [[anna.account_id]] * 2


async def test_deleted_member_is_gone_with_sessions_and_profiles(house: House) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    path = f"/api/admin/members/{anna.account_id}"
    assert (await ada.client.delete(path)).status_code == 204
    assert (await anna.client.get("/api/me")).status_code == 401
    assert (await ada.client.delete(path)).status_code == 404
    assert [each["name"] for each in (await ada.client.get("/api/admin/members")).json()] == ["Ada"]


async def test_admin_signs_a_member_out_everywhere(house: House) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    assert (await ada.client.post(f"/api/admin/members/{anna.account_id}/sign-out")).status_code == 204
    assert (await anna.client.get("/api/me")).status_code == 401
    assert (await ada.client.get("/api/me")).status_code == 200


async def test_house_settings_change_what_the_door_says(house: House) -> None:
    ada = await house.add_member("Ada", "admin")
    answer = await ada.client.patch("/api/admin/house", json={"name": "Villa", "registration": "closed"})
    assert answer.json() == {"name": "Villa", "language": "en", "registration": "closed"}
    door = (await (await house.client()).get("/api/house")).json()
    assert (door["name"], door["registration"]) == ("Villa", "closed")
    wrong = await ada.client.patch("/api/admin/house", json={"registration": "maybe"})
    assert wrong.status_code == 422
    mistyped = await ada.client.patch("/api/admin/house", json={"nome": "Villa"})
    assert mistyped.status_code == 422


async def test_profiles_are_made_changed_chosen_and_deleted(house: House) -> None:
    anna = await house.add_member("Anna")
    made = (await anna.client.post("/api/profiles", json={"name": "Kid", "is_child": True})).json()
    assert made["avatar"] == 1
    path = f"/api/profiles/{made['id']}"
    changed = (await anna.client.patch(path, json={"audio_language": "de", "hides_spoilers": True})).json()
    assert changed == {**made, "audio_language": "de", "hides_spoilers": True}
    cleared = (await anna.client.patch(path, json={"audio_language": None})).json()
    assert cleared["audio_language"] is None
    me = (await anna.client.post(f"{path}/select")).json()
    assert me["profile"]["id"] == made["id"]
    assert (await anna.client.delete(path)).status_code == 204
    me = (await anna.client.get("/api/me")).json()
    assert (me["profile"], len(me["profiles"])) == (None, 1)


async def test_new_device_is_asked_who_is_watching_when_there_are_several(house: House) -> None:
    from tests.support.signed_in import PASSWORD

    anna = await house.add_member("Anna")
    await anna.client.post("/api/profiles", json={"name": "Kid"})
    browser = await house.client()
    me = (await browser.post("/api/login", json={"name": "Anna", "password": PASSWORD})).json()
    assert me["profile"] is None


@pytest.mark.parametrize(
    "wish", [{"name": ""}, {"avatar": 12}, {"avatar": -1}, {"ui_language": "x"}, {"name": None}]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_unusable_profile_values_are_refused(house: House, wish: dict[str, Any]) -> None:
    anna = await house.add_member("Anna")
    assert (await anna.client.patch(f"/api/profiles/{anna.profile_id}", json=wish)).status_code == 422
    assert (await anna.client.post("/api/profiles", json={"name": "Kid", **wish})).status_code == 422


async def test_last_profile_stays_even_when_two_are_deleted_at_once(house: House) -> None:
    anna = await house.add_member("Anna")
    other = (await anna.client.post("/api/profiles", json={"name": "Kid"})).json()["id"]
    answers = await asyncio.gather(
        *(anna.client.delete(f"/api/profiles/{each}") for each in (anna.profile_id, other))
    )
    assert sorted(each.status_code for each in answers) == [204, 409]
    assert len((await anna.client.get("/api/profiles")).json()) == 1


async def test_account_has_a_limited_number_of_profiles(house: House) -> None:
    anna = await house.add_member("Anna")
    answers = await asyncio.gather(
        *(anna.client.post("/api/profiles", json={"name": f"P{n}"}) for n in range(PROFILES_AN_ACCOUNT + 1))
    )
    codes = sorted(each.status_code for each in answers)
    assert codes == [201] * (PROFILES_AN_ACCOUNT - 1) + [409, 409]


async def test_profiles_of_another_account_do_not_exist(house: House) -> None:
    anna, ben = await house.add_member("Anna"), await house.add_member("Ben")
    path = f"/api/profiles/{anna.profile_id}"
    answers = [
        await ben.client.patch(path, json={"name": "Mine"}),
        await ben.client.delete(path),
        await ben.client.post(f"{path}/select"),
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert (await anna.client.get("/api/profiles")).json()[0]["name"] == "Anna"
