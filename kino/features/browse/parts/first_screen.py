"""What the shell of the web app carries along: who is signed in and their first rows.

So the first screen needs no second round trip, and its hero picture begins to load with the page.
"""

from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from kino.core.context import ServerContext
from kino.core.web_files import FirstPicture, FirstScreen
from kino.features.accounts.rules import read_session_token
from kino.features.accounts.service import find_viewer, read_me
from kino.features.accounts.viewer import ProfileViewer, Viewer
from kino.features.browse.parts.home import read_home
from kino.features.browse.parts.house_facts import HouseFacts
from kino.features.browse.schemas import Home
from kino.features.libraries.scope import LibraryScope

# The scripts of the home (web/.size-limit.json) that its first one only asks for when it runs, and the
# features whose words stand on it.
_HOME_CHUNKS = ("home-page", "cards")
_HOME_WORDS = ("all", "browse", "profiles", "title")


async def read_first_screen(context: ServerContext, request: Request) -> FirstScreen:
    """The answers that this page will ask for first; empty for whoever is not signed in.

    A database that cannot answer leaves the shell empty: the app then shows the error itself.
    """
    token, _ = read_session_token(request)
    try:
        viewer = await find_viewer(context, token) if token else None
        if viewer is None:
            return FirstScreen()
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
            scope = LibraryScope(viewer.library_ids)
            home = await read_home(session, context.part(HouseFacts), viewer, scope)
            responses["/api/home"] = home.model_dump(mode="json")
            screen.picture = _hero_picture(home)
            language = screen.facts["language"]
            screen.chunks = (*_HOME_CHUNKS, *(f"words-{feature}-{language}" for feature in _HOME_WORDS))
    return screen


def _hero_picture(home: Home) -> FirstPicture | None:
    picture = home.hero.card.backdrop if home.hero else None
    if picture is None:
        return None
    # The widths and sizes of web/src/components/poster.tsx: another choice would load a second picture.
    sources = {
        width_px: f"/api/images/{picture.hash}/backdrop-{width_px}.webp" for width_px in (780, 1280, 1920)
    }
    return FirstPicture(sources, sizes="100vw")
