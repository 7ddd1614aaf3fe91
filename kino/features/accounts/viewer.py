"""Who sends a request, as every other feature sees them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in member on one device, perhaps before anyone said who is watching.

    role:             admin | member.
    profile_id:       None until a profile is chosen; then the languages are the profile's wishes (BCP 47).
    sees_all_libraries: otherwise only those granted one by one.
    library_ids:      what that comes to, as of this request.
    subtitle_mode:    auto | always | forced | off.
    """

    account_id: UUID
    account_name: str
    role: str
    sees_all_libraries: bool
    library_ids: frozenset[UUID]
    session_id: UUID
    device_name: str
    profile_id: UUID | None
    is_child: bool
    ui_language: str | None
    audio_language: str | None
    subtitle_language: str | None
    subtitle_mode: str

    @property
    def is_admin(self) -> bool:
        """Whether the account runs the house."""
        return self.role == "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileViewer(Viewer):
    """A viewer whose profile is chosen: progress, list and history are that profile's."""

    profile_id: UUID
