"""The ways in: set-up, sign in, register, reset, and what refuses them."""

import asyncio
import math
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import bcrypt
import pytest
from sqlalchemy import select, update

from kino.core.clock import now
from kino.core.errors import KinoError
from kino.core.house import put_setting
from kino.core.security import SESSION_COOKIE, Passwords
from kino.features.accounts import service
from kino.features.accounts.models import Account, Invitation, LoginFailure, Profile, SignInSession
from kino.features.accounts.parts.members import store_password
from tests.support.signed_in import HOST, PASSWORD, House

SETUP = {"name": "Ada", "password": PASSWORD, "house_name": "Villa", "language": "de"}


async def _setup_token(house: House) -> str:
    link = await service.ensure_setup_link(house.context.database, house.context.settings)
    assert link is not None
    assert link.startswith("http://127.0.0.1:8096/setup/")
    return link.rpartition("/")[2]


async def test_setup_makes_the_admin_once_and_never_again(house: House) -> None:
    browser = await house.client()
    assert (await browser.get("/api/house")).json()["is_set_up"] is False
    token = await _setup_token(house)
    assert (await browser.get(f"/api/setup/{token}")).json() == {"valid": True}
    assert (await browser.get("/api/setup/wrong")).json() == {"valid": False}

    me = (await browser.post("/api/setup", json={**SETUP, "token": token})).json()

    assert me["account"]["role"] == "admin"
    assert me["house"] == {"name": "Villa", "language": "de"}
    assert [each["name"] for each in me["profiles"]] == ["Ada"]
    assert me["profile"]["id"] == me["profiles"][0]["id"]
    assert (await browser.get("/api/me")).json() == me
    again = await browser.post("/api/setup", json={**SETUP, "name": "Eve", "token": token})
    assert (again.status_code, again.json()["error"]) == (410, "SetupClosed")
    assert await service.ensure_setup_link(house.context.database, house.context.settings) is None
    assert (await browser.get("/api/house")).json()["is_set_up"] is True


async def test_setup_twice_at_once_lets_exactly_one_in(house: House) -> None:
    token = await _setup_token(house)
    browsers = [await house.client() for _ in range(4)]
    answers = await asyncio.gather(
        *(
            browser.post("/api/setup", json={**SETUP, "name": f"Ada {number}", "token": token})
            for number, browser in enumerate(browsers)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410]


async def test_newer_setup_link_replaces_the_older_one(house: House) -> None:
    browser = await house.client()
    older = await _setup_token(house)
    newer = await _setup_token(house)
    assert (await browser.post("/api/setup", json={**SETUP, "token": older})).status_code == 410
    assert (await browser.post("/api/setup", json={**SETUP, "token": newer})).status_code == 200


async def test_login_sets_a_cookie_that_no_script_reads(house: House) -> None:
    await house.add_member("Anna")
    browser = await house.client(
        **{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"}
    )
    answer = await browser.post("/api/login", json={"name": " ANNA ", "password": PASSWORD})
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    sessions = (await browser.get("/api/me/sessions")).json()
    assert {each["device_name"] for each in sessions} == {"Test", "Chrome on Linux"}
    assert [each["is_current"] for each in sessions].count(True) == 1


async def test_login_cookie_is_secure_under_https(house: House) -> None:
    await house.add_member("Anna")
    browser = await house.client(address="127.0.0.1", **{"X-Forwarded-Proto": "https"})
    answer = await browser.post("/api/login", json={"name": "Anna", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()


async def test_token_of_the_cookie_serves_as_bearer(house: House) -> None:
    anna = await house.add_member("Anna")
    app = await house.client(Authorization=f"Bearer {anna.token}")
    assert (await app.get("/api/me")).json()["account"]["name"] == "Anna"
    other = await house.client(cookie=anna.token, Authorization="Bearer nonsense")
    assert (await other.get("/api/me")).status_code == 401


async def test_unknown_name_and_wrong_password_answer_alike(house: House) -> None:
    await house.add_member("Anna")
    browser = await house.client()
    wrong = await browser.post("/api/login", json={"name": "Anna", "password": "not this one"})
    unknown = await browser.post("/api/login", json={"name": "Zoe", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


@pytest.mark.parametrize("name", ["An\0na", "\0", "An\nna", "\u202eanna"])
async def test_sign_in_with_a_name_that_nobody_can_have_is_refused(house: House, name: str) -> None:
    browser = await house.client()
    answer = await browser.post("/api/login", json={"name": name, "password": PASSWORD})
    assert (answer.status_code, answer.json()["error"]) == (422, "InvalidRequest")


async def test_passwords_are_checked_while_all_shared_threads_are_taken() -> None:
    release = threading.Event()
    passwords = Passwords()
    waiting = [asyncio.create_task(asyncio.to_thread(release.wait, 60)) for _ in range(64)]
    try:
        async with asyncio.timeout(120):
            is_right, _ = await passwords.check_password(PASSWORD, await passwords.hash_password(PASSWORD))
    finally:
        release.set()
        await asyncio.gather(*waiting)
        await passwords.close()
    assert is_right


async def test_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords()
    stored = await passwords.hash_password(PASSWORD)
    await passwords.check_password("warm up", None)
    # Of the processor, and the least of some: what else a machine does is none of the password's time.
    least_s = {True: math.inf, False: math.inf}
    for _ in range(5):
        for given in (stored, None):
            begun_s = time.process_time()
            await passwords.check_password("not this one", given)
            took_s = time.process_time() - begun_s
            least_s[given is None] = min(least_s[given is None], took_s)
    assert 0.4 < least_s[True] / least_s[False] < 2.5


async def test_sixth_wrong_password_of_a_name_must_wait(house: House) -> None:
    await house.add_member("Anna")
    codes = []
    for number in range(6):
        browser = await house.client(address=f"192.0.2.{number + 10}")
        answer = await browser.post("/api/login", json={"name": "Anna", "password": f"wrong {number}"})
        codes.append(answer.status_code)
    assert codes == [401] * 5 + [429]
    assert 0 < answer.json()["facts"]["retry_after_s"] <= 900
    assert answer.headers["Retry-After"] == str(answer.json()["facts"]["retry_after_s"])
    right = await (await house.client()).post("/api/login", json={"name": "Anna", "password": PASSWORD})
    assert right.status_code == 429

    async with house.context.database.write() as session:
        await session.execute(update(LoginFailure).values(failed_at=now() - timedelta(minutes=16)))
    later = await (await house.client()).post("/api/login", json={"name": "Anna", "password": PASSWORD})
    assert later.status_code == 200


async def test_wrong_passwords_sent_at_once_are_counted_one_by_one(house: House) -> None:
    await house.add_member("Anna")
    browser = await house.client()
    answers = await asyncio.gather(
        *(browser.post("/api/login", json={"name": "Anna", "password": f"no {n}"}) for n in range(9))
    )
    assert sorted(each.status_code for each in answers) == [401] * 5 + [429] * 4


async def test_address_is_throttled_over_many_names(house: House) -> None:
    browser = await house.client(address="2001:db8::1")
    async with house.context.database.write() as session:
        session.add_all(LoginFailure(subject="address:2001:db8::/64") for _ in range(20))
    neighbour = await house.client(address="2001:db8::ffff")
    for each in (browser, neighbour):
        answer = await each.post("/api/login", json={"name": "Nobody", "password": "whatever it is"})
        assert answer.status_code == 429
    elsewhere = await house.client(address="2001:db8:1::1")
    answer = await elsewhere.post("/api/login", json={"name": "Nobody", "password": "whatever it is"})
    assert answer.status_code == 401


async def test_right_password_forgets_the_wrong_ones(house: House) -> None:
    await house.add_member("Anna")
    browser = await house.client()
    for password in ("wrong one", "wrong two", PASSWORD):
        await browser.post("/api/login", json={"name": "Anna", "password": password})
    async with house.context.database.read() as session:
        subjects = (await session.scalars(select(LoginFailure.subject))).all()
    assert subjects == ["address:192.0.2.7"] * 2


async def test_bcrypt_hash_of_an_earlier_system_is_upgraded(house: House) -> None:
    anna = await house.add_member("Anna")
    long_password = "ä" * 50  # 100 bytes, of which bcrypt read 72
    old = bcrypt.hashpw(long_password.encode()[:72], bcrypt.gensalt(4)).decode()
    async with house.context.database.write() as session:
        await session.execute(update(Account).values(password_hash=old))
    browser = await house.client()
    for _ in range(2):
        answer = await browser.post("/api/login", json={"name": "Anna", "password": long_password})
        assert answer.status_code == 200
    async with house.context.database.read() as session:
        account = await session.get(Account, anna.account_id)
    assert account is not None
    assert account.password_hash.startswith("$argon2id$v=19$m=47104,t=1,p=1$")


async def test_disabled_account_is_told_only_to_who_knows_its_password(house: House) -> None:
    await house.add_member("Anna")
    async with house.context.database.write() as session:
        await session.execute(update(Account).values(is_disabled=True))
    browser = await house.client()
    wrong = await browser.post("/api/login", json={"name": "Anna", "password": "not this one"})
    assert wrong.json()["error"] == "WrongPassword"
    right = await browser.post("/api/login", json={"name": "Anna", "password": PASSWORD})
    assert (right.status_code, right.json()["error"]) == (403, "AccountSwitchedOff")
    assert SESSION_COOKIE not in right.cookies


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short", "length"),
        ("x" * 257, "length"),
        ("Password123", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("aNNa   of troy", "name"),
        ("Ｐａｓｓｗｏｒｄ１", "common"),
    ],
)
async def test_weak_passwords_are_refused_with_their_rule(password: str, rule: str) -> None:
    from kino.features.accounts.errors import PasswordTooWeak
    from kino.features.accounts.parts.password_rules import check_new_password

    with pytest.raises(PasswordTooWeak) as refusal:
        check_new_password(password, "Anna of Troy")
    assert refusal.value.facts["rule"] == rule


async def test_password_typed_in_another_unicode_form_is_the_same(house: House) -> None:
    await house.add_member("Ada", "admin")
    await _open_registration(house)
    browser = await house.client()
    composed, decomposed = "caf\u00e9 am meer", "cafe\u0301 am meer"
    made = await browser.post("/api/register", json={"name": "Anna", "password": composed})
    assert made.status_code == 200
    again = await browser.post("/api/login", json={"name": "Anna", "password": decomposed})
    assert again.status_code == 200


async def _open_registration(house: House, rule: str = "open") -> None:
    async with house.context.database.write() as session:
        await put_setting(session, "accounts.registration", rule)


@pytest.mark.parametrize(("rule", "status"), [("open", 200), ("invitation", 403), ("closed", 403)])
async def test_register_without_invitation_follows_the_house_rule(
    house: House, rule: str, status: int
) -> None:
    await house.add_member("Ada", "admin")
    await _open_registration(house, rule)
    browser = await house.client()
    answer = await browser.post("/api/register", json={"name": "Anna", "password": PASSWORD})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["account"]["role"] == "member"


async def test_nobody_registers_before_the_house_is_set_up(house: House) -> None:
    await _open_registration(house)
    browser = await house.client()
    answer = await browser.post("/api/register", json={"name": "Anna", "password": PASSWORD})
    assert answer.json()["error"] == "RegistrationClosed"


async def test_invitation_lets_one_person_in(house: House) -> None:
    ada = await house.add_member("Ada", "admin")
    wish = {"note": "for Anna", "role": "member", "sees_all_libraries": False, "library_ids": []}
    made = (await ada.client.post("/api/admin/invitations", json=wish)).json()
    assert made["url"].startswith(f"{HOST}/register/")
    secret = made["url"].rpartition("/")[2]
    browsers = [await house.client() for _ in range(3)]
    info = (await browsers[0].get(f"/api/invitations/{secret}")).json()
    assert (info["is_valid"], info["note"]) == (True, "for Anna")
    answers = await asyncio.gather(
        *(
            browser.post(
                "/api/register", json={"name": f"Anna {n}", "password": PASSWORD, "invitation": secret}
            )
            for n, browser in enumerate(browsers)
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 410, 410]
    assert (await browsers[0].get(f"/api/invitations/{secret}")).json()["is_valid"] is False
    listed = (await ada.client.get("/api/admin/invitations")).json()
    assert [each["url"] for each in listed] == [None]
    assert listed[0]["used_by"].startswith("Anna ")
    members = (await ada.client.get("/api/admin/members")).json()
    assert [each["sees_all_libraries"] for each in members if each["role"] == "member"] == [False]


async def test_expired_or_withdrawn_invitation_opens_nothing(house: House) -> None:
    ada = await house.add_member("Ada", "admin")
    links = [(await ada.client.post("/api/admin/invitations", json={})).json() for _ in range(2)]
    async with house.context.database.write() as session:
        await session.execute(
            update(Invitation).where(Invitation.note == "").values(expires_at=now() - timedelta(seconds=1))
        )
    assert (await ada.client.delete(f"/api/admin/invitations/{links[1]['id']}")).status_code == 204
    browser = await house.client()
    for link in links:
        secret = link["url"].rpartition("/")[2]
        wish = {"name": "Anna", "password": PASSWORD, "invitation": secret}
        assert (await browser.post("/api/register", json=wish)).json()["error"] == "InvitationNotValid"


async def test_two_registrations_of_one_name_make_one_member(house: House) -> None:
    await house.add_member("Ada", "admin")
    await _open_registration(house)
    browsers = [await house.client() for _ in range(3)]
    answers = await asyncio.gather(
        *(
            browser.post("/api/register", json={"name": name, "password": PASSWORD})
            for browser, name in zip(browsers, ("Anna", "ANNA", "anna "), strict=True)
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409]


async def test_registering_in_numbers_must_wait_and_hashes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.add_member("Ada", "admin")
    await _open_registration(house)
    passwords = house.context.part(Passwords)
    hash_as_ever, hashed = passwords.hash_password, []

    async def hash_and_note(password: str) -> str:
        hashed.append(password)
        return await hash_as_ever(password)

    monkeypatch.setattr(passwords, "hash_password", hash_and_note)
    browser = await house.client()
    wish = {"name": "ada", "password": PASSWORD}
    answers = [await browser.post("/api/register", json=wish) for _ in range(21)]
    assert [each.status_code for each in answers] == [409] * 20 + [429]
    assert 0 < answers[-1].json()["facts"]["retry_after_s"] <= 900
    free = await browser.post("/api/register", json={"name": "Anna", "password": PASSWORD})
    assert (free.status_code, hashed) == (429, [])
    elsewhere = await house.client(address="192.0.2.8")
    made = await elsewhere.post("/api/register", json={"name": "Anna", "password": PASSWORD})
    assert (made.status_code, hashed) == (200, [PASSWORD])
    login = await browser.post("/api/login", json={"name": "Anna", "password": PASSWORD})
    assert login.status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "a\u0000b", "a\nb", "x" * 65, "ﷺ" * 10, "\u202eanna"])
async def test_unusable_names_are_refused(house: House, name: str) -> None:
    await house.add_member("Ada", "admin")
    await _open_registration(house)
    browser = await house.client()
    answer = await browser.post("/api/register", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "detail", "facts"}


async def test_reset_link_sets_a_password_once_and_signs_out(house: House) -> None:
    ada = await house.add_member("Ada", "admin")
    anna = await house.add_member("Anna")
    first = (await ada.client.post(f"/api/admin/members/{anna.account_id}/reset-link")).json()
    second = (await ada.client.post(f"/api/admin/members/{anna.account_id}/reset-link")).json()
    browser = await house.client()
    old, new = (each["url"].removeprefix(f"{HOST}/reset/") for each in (first, second))
    assert (await browser.get(f"/api/reset/{old}")).json()["is_valid"] is False
    assert (await browser.get(f"/api/reset/{new}")).json()["name"] == "Anna"
    wish = {"password": "another lantern"}
    answers = await asyncio.gather(*(browser.post(f"/api/reset/{new}", json=wish) for _ in range(2)))
    assert sorted(each.status_code for each in answers) == [204, 410]
    assert (await anna.client.get("/api/me")).status_code == 401
    login = await browser.post("/api/login", json={"name": "Anna", "password": "another lantern"})
    assert login.status_code == 200


async def test_admin_of_the_command_line_closes_the_setup(house: House) -> None:
    token = await _setup_token(house)
    database = house.context.database
    await service.create_admin(database, "Ada", PASSWORD)
    browser = await house.client()
    assert (await browser.post("/api/setup", json={**SETUP, "token": token})).status_code == 410
    with pytest.raises(KinoError, match="already a member called ada"):
        await service.create_admin(database, "ada", PASSWORD)
    await service.reset_admin_password(database, "ADA", "another lantern")
    assert (
        await browser.post("/api/login", json={"name": "Ada", "password": "another lantern"})
    ).status_code == 200
    with pytest.raises(KinoError, match="no admin called"):
        await service.reset_admin_password(database, "Anna", PASSWORD)


async def test_a_failed_registration_leaves_nothing_behind(house: House) -> None:
    await house.add_member("Ada", "admin")
    await _open_registration(house)
    browser = await house.client()
    assert (
        await browser.post("/api/register", json={"name": "ada", "password": PASSWORD})
    ).status_code == 409
    async with house.context.database.read() as session:
        for table in (Account, Profile, SignInSession):
            assert len((await session.scalars(select(table))).all()) == 1


def _while_hashing(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, happen: Callable[[], Awaitable[object]]
) -> None:
    """Let something happen while a password is hashed or checked: once, when the hash itself is done."""
    passwords = house.context.part(Passwords)
    hash_as_ever: Callable[..., Awaitable[Any]] = getattr(passwords, name)
    waiting = [happen]

    async def hash_meanwhile(*args: Any) -> Any:
        found = await hash_as_ever(*args)
        while waiting:
            await waiting.pop()()
        return found

    monkeypatch.setattr(passwords, name, hash_meanwhile)


async def test_sign_in_under_way_does_not_outlive_a_new_password(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await house.add_member("Anna")
    new_hash = await Passwords().hash_password("another lantern")

    async def set_password() -> None:
        async with house.context.database.write() as session:
            await store_password(session, anna.account_id, new_hash)

    _while_hashing(house, monkeypatch, "check_password", set_password)
    browser = await house.client()
    # The stored hash is of an old kind: a right password would have it replaced.
    old = await browser.post("/api/login", json={"name": "Anna", "password": PASSWORD})
    assert (old.status_code, old.json()["error"]) == (401, "WrongPassword")
    async with house.context.database.read() as session:
        account = await session.get(Account, anna.account_id)
        assert account is not None
        assert account.password_hash == new_hash
        assert (await session.scalars(select(SignInSession))).all() == []
    new = await browser.post("/api/login", json={"name": "Anna", "password": "another lantern"})
    assert new.status_code == 200


async def test_two_sign_ins_that_replace_an_old_hash_both_come_in(house: House) -> None:
    await house.add_member("Anna")
    browsers = [await house.client() for _ in range(3)]
    answers = await asyncio.gather(
        *(each.post("/api/login", json={"name": "Anna", "password": PASSWORD}) for each in browsers)
    )
    assert [each.status_code for each in answers] == [200, 200, 200]


async def test_password_change_under_way_does_not_undo_a_reset(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await house.add_member("Anna")
    reset_hash = await Passwords().hash_password("another lantern")

    async def reset() -> None:
        async with house.context.database.write() as session:
            await store_password(session, anna.account_id, reset_hash)

    _while_hashing(house, monkeypatch, "hash_password", reset)
    wish = {"current_password": PASSWORD, "new_password": "a third lantern"}
    answer = await anna.client.post("/api/me/password", json=wish)
    assert (answer.status_code, answer.json()["error"]) == (403, "WrongPassword")
    async with house.context.database.read() as session:
        account = await session.get(Account, anna.account_id)
    assert account is not None
    assert account.password_hash == reset_hash


async def test_reset_link_replaced_while_it_is_used_leaves_the_newer_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    links: list[str] = []

    async def make_link() -> None:
        made = await ada.client.post(f"/api/admin/members/{anna.account_id}/reset-link")
        links.append(made.json()["url"].removeprefix(f"{HOST}/reset/"))

    await make_link()
    _while_hashing(house, monkeypatch, "hash_password", make_link)
    browser = await house.client()
    late = await browser.post(f"/api/reset/{links[0]}", json={"password": "another lantern"})
    assert (late.status_code, late.json()["error"]) == (410, "ResetLinkNotValid")
    assert (await browser.get(f"/api/reset/{links[1]}")).json()["is_valid"] is True
    assert (await anna.client.get("/api/me")).status_code == 200
