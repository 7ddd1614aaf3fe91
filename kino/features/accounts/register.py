"""Plugs accounts into a server: what lives as long as it, and what ends live streams."""

from kino.core.context import ServerContext
from kino.core.security import Passwords
from kino.features.accounts.parts.keyring import SessionKeyring
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.parts.live import LiveStreams
from kino.features.accounts.parts.sessions import SessionTouches
from kino.features.accounts.parts.throttle import SignInThrottle


def register(context: ServerContext) -> None:
    """Add the parts that account routes ask for."""
    passwords = Passwords()
    touches = SessionTouches(context.database)
    streams = LiveStreams(context.bus)
    streams.listen_to_changes()
    context.add_part(touches)
    context.add_part(streams)
    context.add_part(passwords)
    context.add_part(SessionKeyring(context.database))
    context.add_part(SignInThrottle(context.database))
    context.add_part(LibraryDirectory())
    context.stop_hooks.append(passwords.close)
    context.stop_hooks.append(touches.finish)
