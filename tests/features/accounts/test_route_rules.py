"""Every route of the whole server names who may call it; what is public stands in a reviewed list."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from kino.app import create_app
from kino.core.db import Database
from kino.core.settings import Settings
from kino.features.accounts.rules import Public, SignedIn, list_rules
from tests.support.signed_in import House, open_house

# Each is needed before anyone can be signed in, and tells nothing of the house's films or members.
PUBLIC_ROUTES = {
    "GET /api/health",
    "GET /api/house",
    "GET /api/setup/{token}",
    "POST /api/setup",
    "POST /api/login",
    "POST /api/register",
    "GET /api/invitations/{token}",
    "GET /api/reset/{token}",
    "POST /api/reset/{token}",
}

# Plain ASGI, without FastAPI's dependencies; each with what keeps strangers out.
RAW_ROUTES = {
    "/api/openapi.json": "describes the API and holds no data",
    "/api/docs": "reads the description above",
    "/api/docs/{name}": "files of the page above",
    "/api/stream/{playback_id}/{file_id}/{signature}/{name}": "a signature bound to file and profile",
    "": "the web app: the same files for everyone; its data comes from the API",
}


def _list_routes(app: FastAPI) -> Iterator[tuple[str, BaseRoute]]:
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        path = found.path or ""
        if isinstance(route, APIRoute):
            for method in sorted(found.methods or ()):
                yield f"{method} {path}", route
        else:
            yield path, route


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))


def test_every_route_names_exactly_one_rule(whole_app: FastAPI) -> None:
    routes = dict(_list_routes(whole_app))
    assert len(routes) > 30, "the routes were not found, so the rules were not checked"
    for name, route in routes.items():
        if isinstance(route, APIRoute):
            rules = list_rules(route)
            assert len(rules) == 1, f"{name} declares {rules or 'no rule'}: see accounts/rules.py"
        else:
            assert name in RAW_ROUTES, f"{name or 'the mount at the root'} is raw ASGI and not in the list"


def test_public_routes_are_the_reviewed_ones(whole_app: FastAPI) -> None:
    public = {
        name
        for name, route in _list_routes(whole_app)
        if isinstance(route, APIRoute) and list_rules(route) == ["public"]
    }
    assert public == PUBLIC_ROUTES


def test_route_without_rule_and_with_two_are_found() -> None:
    app = FastAPI()

    @app.get("/open")
    async def forgotten() -> None: ...

    @app.get("/both")
    async def both(_: Public, viewer: SignedIn) -> None: ...

    found = {name: list_rules(route) for name, route in _list_routes(app) if isinstance(route, APIRoute)}
    assert found == {"GET /open": [], "GET /both": ["public", "signed in"]}


async def test_strangers_and_members_are_refused_where_the_rule_says(house: House) -> None:
    stranger, anna = await house.client(), await house.add_member("Anna")
    for name, route in _list_routes(house.app):
        if not isinstance(route, APIRoute) or name in PUBLIC_ROUTES:
            continue
        method, path = name.split(" ")
        address = path.replace("{", "").replace("}", "")
        for parameter in route.dependant.path_params:
            address = address.replace(parameter.name, str(uuid4()))
        assert (await _ask(stranger, method, address)).status_code == 401, name
        if list_rules(route) == ["admin only"]:
            assert (await _ask(anna.client, method, address)).status_code == 403, name


async def _ask(client: httpx2.AsyncClient, method: str, address: str) -> httpx2.Response:
    # An empty object as body: who may not come in is not even told which fields are missing.
    body: dict[str, str] | None = {} if method in {"POST", "PUT", "PATCH"} else None
    return await client.request(method, address, json=body)


async def test_profile_rule_asks_who_is_watching(database: Database, tmp_path: Path) -> None:
    from kino.core.http import api_router
    from kino.features.accounts.rules import ProfileChosen

    router = api_router("test")

    @router.get("/watching")
    async def watching(viewer: ProfileChosen) -> str:
        return str(viewer.profile_id)

    async with open_house(database, tmp_path, routers=[router]) as house:
        anna = await house.add_member("Anna")
        assert (await anna.client.get("/api/watching")).json() == str(anna.profile_id)
        other = (await anna.client.post("/api/profiles", json={"name": "Kid"})).json()["id"]
        await anna.client.post(f"/api/profiles/{other}/select")
        await anna.client.delete(f"/api/profiles/{other}")
        refused = await anna.client.get("/api/watching")
        assert (refused.status_code, refused.json()["error"]) == (409, "ProfileNotChosen")
