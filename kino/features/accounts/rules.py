"""Who may call a route. Every route declares exactly one of the four rules; a test enumerates them.

`viewer: ProfileChosen` is the normal one. `Public` takes an entry in the test's reviewed list.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from kino.core.clock import now
from kino.core.http import Context, client_address
from kino.core.security import SESSION_COOKIE
from kino.features.accounts.errors import AdminsOnly, NotSignedIn, ProfileNotChosen
from kino.features.accounts.parts.keyring import SessionKeyring
from kino.features.accounts.parts.sessions import (
    SESSION_LIFE,
    TOKEN_RENEWED_AFTER,
    Identity,
    identify,
)
from kino.features.accounts.viewer import ProfileViewer, Viewer

__all__ = ["AdminOnly", "ProfileChosen", "ProfileViewer", "Public", "SignedIn", "Viewer"]


async def allow_anyone() -> None:
    """The route answers without a session."""


async def require_session(request: Request, response: Response, context: Context) -> Viewer:
    """Who is signed in. Raises NotSignedIn."""
    token, is_cookie = read_session_token(request)
    identity = await identify(context, token, client_address(request)) if token else None
    if identity is None:
        raise NotSignedIn("You are not signed in, or this device was signed out. Sign in again.")
    if is_cookie and _is_due(identity):
        keys = await context.part(SessionKeyring).get_keys()
        set_session_cookie(request, response, keys.sign_session(identity.viewer.session_id))
    return identity.viewer


async def require_profile(viewer: Annotated[Viewer, Depends(require_session)]) -> ProfileViewer:
    """Who is watching. Raises NotSignedIn, ProfileNotChosen."""
    if not isinstance(viewer, ProfileViewer):
        raise ProfileNotChosen("Say first who is watching: choose a profile.")
    return viewer


async def require_admin(viewer: Annotated[Viewer, Depends(require_session)]) -> Viewer:
    """An admin, with or without a profile. Raises NotSignedIn, AdminsOnly."""
    if not viewer.is_admin:
        raise AdminsOnly(f"Only an admin may do this, and {viewer.account_name} is a member.")
    return viewer


Public = Annotated[None, Depends(allow_anyone)]
SignedIn = Annotated[Viewer, Depends(require_session)]
ProfileChosen = Annotated[ProfileViewer, Depends(require_profile)]
AdminOnly = Annotated[Viewer, Depends(require_admin)]

RULES: dict[Callable[..., Any], str] = {
    allow_anyone: "public",
    require_session: "signed in",
    require_profile: "profile chosen",
    require_admin: "admin only",
}


def list_rules(route: APIRoute) -> list[str]:
    """Names of the rules that a route itself declares; a sound route has exactly one."""
    return [RULES[each.call] for each in route.dependant.dependencies if each.call in RULES]


def read_session_token(request: Request) -> tuple[str, bool]:
    """The token that a request shows ("" for none), and whether its cookie brought it.

    A Bearer header wins and the cookie is then not looked at: such a request is exempt from the origin check.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip(), False
    return request.cookies.get(SESSION_COOKIE, ""), True


def set_session_cookie(request: Request, response: Response, token: str) -> None:
    """Let the browser keep the token where no script can read it."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def clear_session_cookie(request: Request, response: Response) -> None:
    """Let the browser forget the token."""
    secure = request.url.scheme == "https"
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=secure)


def _is_due(identity: Identity) -> bool:
    return now() - identity.issued_at > TOKEN_RENEWED_AFTER
