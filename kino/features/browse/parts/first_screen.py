"""What the shell of the web app carries along: who is signed in and their first rows.

So the first screen needs no second round trip, and its hero picture begins to load with the page.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from kino.core.context import ServerContext
from kino.features.accounts.rules import read_session_token
from kino.features.accounts.service import find_viewer, read_me
from kino.features.accounts.viewer import ProfileViewer, Viewer
from kino.features.browse.parts.home import read_home
from kino.features.browse.parts.house_facts import HouseFacts
from kino.features.browse.schemas import Home
from kino.features.libraries.scope import read_scope


@dataclass(slots=True)
class FirstScreen:
    """facts: the JSON that web/src/app/bootstrap.ts reads. hero_image: path of the picture to preload."""

    facts: dict[str, Any] = field(default_factory=dict)
    hero_image: str | None = None


async def read_first_screen(context: ServerContext, request: Request) -> FirstScreen:
    """The answers that this page will ask for first; empty for whoever is not signed in.

    A database that cannot answer leaves the shell empty: the app then shows the error itself.
    """
    token, _ = read_session_token(request)
    viewer = await find_viewer(context, token) if token else None
    if viewer is None:
        return FirstScreen()
    try:
        return await _read(context, viewer, is_home=request.url.path == "/")
    except SQLAlchemyError:
        return FirstScreen()


async def _read(context: ServerContext, viewer: Viewer, *, is_home: bool) -> FirstScreen:
    async with context.database.read() as session:
        me = await read_me(context, session, viewer.session_id)
        responses: dict[str, Any] = {"/api/me": me.model_dump(mode="json")}
        screen = FirstScreen({"language": viewer.ui_language or me.house.language, "responses": responses})
        if viewer.is_child:
            screen.facts["shell"] = "kids"
        if is_home and isinstance(viewer, ProfileViewer):
            scope = await read_scope(session, viewer)
            home = await read_home(session, context.part(HouseFacts), viewer, scope)
            responses["/api/home"] = home.model_dump(mode="json")
            screen.hero_image = _hero_image(home)
    return screen


def _hero_image(home: Home) -> str | None:
    picture = home.hero.card.backdrop if home.hero else None
    return f"/api/images/{picture.hash}/backdrop-1280.webp" if picture else None
