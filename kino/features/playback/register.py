"""Plugs playback in: the live playbacks, the stream in front of the framework, and what ends playbacks."""

from kino.core.accel_redirect import AccelRedirect
from kino.core.context import ServerContext
from kino.features.accounts.events import AccountDeleted, AccountDisabled, ProfileDeleted, SignedOut
from kino.features.libraries.events import LibraryAccessChanged, LibraryRemoved
from kino.features.playback.parts.live_playbacks import LivePlaybacks
from kino.features.playback.parts.stream import Stream
from kino.features.playback.service import load_key


def register(context: ServerContext) -> None:
    """Add the parts; a sign-out, a lost library or a deleted profile ends its playbacks at once."""
    live = LivePlaybacks()
    settings = context.settings
    stream = Stream(live, AccelRedirect(settings.accel_prefix) if settings.accel_redirect else None)
    context.add_part(live)
    context.add_part(stream)
    bus = context.bus

    async def on_signed_out(event: SignedOut) -> None:
        live.end_where(lambda one: one.session_id == event.session_id)

    async def on_account_gone(event: AccountDisabled | AccountDeleted) -> None:
        live.end_where(lambda one: one.account_id == event.account_id)

    async def on_profile_deleted(event: ProfileDeleted) -> None:
        live.end_where(lambda one: one.profile_id == event.profile_id)

    async def on_access_changed(event: LibraryAccessChanged) -> None:
        live.end_where(lambda one: one.account_id in event.account_ids)

    async def on_library_removed(event: LibraryRemoved) -> None:
        live.end_where(lambda one: one.library_id == event.library_id)

    async def prepare() -> None:
        live.set_key(await load_key(context.database))

    bus.subscribe(SignedOut, on_signed_out)
    bus.subscribe(AccountDisabled, on_account_gone)
    bus.subscribe(AccountDeleted, on_account_gone)
    bus.subscribe(ProfileDeleted, on_profile_deleted)
    bus.subscribe(LibraryAccessChanged, on_access_changed)
    bus.subscribe(LibraryRemoved, on_library_removed)
    context.start_hooks.append(prepare)
    context.stop_hooks.append(stream.close)
