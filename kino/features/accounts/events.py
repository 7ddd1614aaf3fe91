"""What can happen to accounts, profiles and sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kino.core.events import Event, LiveMessage


@dataclass(frozen=True, slots=True)
class SignedOut(Event):
    """A session ended: by its own wish, by another device's or by an admin's."""

    account_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class AccountDisabled(Event):
    """A member was disabled; their sessions have ended."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class AccountDeleted(Event):
    """A member is gone, with all that their profiles owned."""

    account_id: UUID
    profile_ids: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class MemberAdded(Event):
    """Someone registered, or the first admin was made."""

    account_id: UUID

    def live(self) -> LiveMessage:
        return LiveMessage("members.changed", {"account_id": str(self.account_id)}, admins_only=True)


@dataclass(frozen=True, slots=True)
class MemberChanged(Event):
    """A member's role, state or libraries changed."""

    account_id: UUID

    def live(self) -> LiveMessage:
        return LiveMessage("members.changed", {"account_id": str(self.account_id)}, admins_only=True)


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """A member has a new password; other sessions than the one that changed it have ended."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class ProfileChanged(Event):
    """A profile was made or its settings changed."""

    account_id: UUID
    profile_id: UUID

    def live(self) -> LiveMessage:
        data = {"profile_id": str(self.profile_id)}
        return LiveMessage("profiles.changed", data, account_id=self.account_id)


@dataclass(frozen=True, slots=True)
class ProfileDeleted(Event):
    """A profile is gone, with its progress, list and history."""

    account_id: UUID
    profile_id: UUID

    def live(self) -> LiveMessage:
        data = {"profile_id": str(self.profile_id)}
        return LiveMessage("profiles.changed", data, account_id=self.account_id)


@dataclass(frozen=True, slots=True)
class HouseChanged(Event):
    """The house's name, language or registration rule changed."""

    def live(self) -> LiveMessage:
        return LiveMessage("house.changed")
