"""Shapes of the account routes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kino.core.http import Line
from kino.features.accounts.models import NAME_LENGTH

Role = Literal["admin", "member"]
Registration = Literal["open", "invitation", "closed"]
SubtitleMode = Literal["auto", "always", "forced", "off"]
SubtitleSize = Literal["small", "medium", "large", "huge"]
SubtitleLook = Literal["outline", "shade", "box"]
# At intros and the like: a button; skipped from the second episode of an evening on; always skipped; nothing.
SkipMode = Literal["ask", "binge", "auto", "off"]

NAME_LIMITS = Field(min_length=1, max_length=NAME_LENGTH)
Name = Annotated[Line, NAME_LIMITS]
# Above the longest password allowed, so that the rule answers; below what hashing can be abused with.
Password = Annotated[str, Field(max_length=1024)]
Language = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$", max_length=16)
]
Secret = Annotated[str, Field(max_length=128)]


class _Strict(BaseModel):
    # A mistyped field must not be taken for "leave it as it is".
    model_config = ConfigDict(extra="forbid")


class HouseInfo(BaseModel):
    """What anyone may know of the house. is_secure: the browser came by https or is on this machine."""

    name: str
    language: str
    registration: Registration
    is_set_up: bool
    version: str
    is_secure: bool


class Health(BaseModel):
    """Whether the server answers, and which version it is."""

    status: Literal["ok"]
    version: str


class SetupLink(BaseModel):
    """Whether the set-up link still opens the door."""

    valid: bool


class SetupWish(_Strict):
    """The first admin and the house, with the token of the printed link."""

    token: Secret
    name: Name
    password: Password
    house_name: Name
    language: Language


class LoginWish(_Strict):
    """Name, password and, from apps, what to call the device."""

    name: Annotated[Line, Field(max_length=256)]
    password: Password
    device_name: Annotated[Line, Field(max_length=128)] | None = None


class RegisterWish(_Strict):
    """A new member, with the secret of an invitation unless registration is open."""

    name: Name
    password: Password
    invitation: Secret | None = None


class PasswordWish(_Strict):
    """A change of one's own password."""

    current_password: Password
    new_password: Password


class ResetWish(_Strict):
    """The new password that a reset link sets."""

    password: Password


class InvitationInfo(BaseModel):
    """What the invited person sees; note and expires_at are empty when it is not valid."""

    is_valid: bool
    note: str
    expires_at: datetime | None


class ResetInfo(BaseModel):
    """name: whose password the link sets, empty when it is not valid."""

    is_valid: bool
    name: str
    expires_at: datetime | None


class Profile(BaseModel):
    """One watcher. avatar: 0–11; languages are BCP 47 tags, None means the house's or the film's own."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    avatar: int
    is_child: bool
    ui_language: str | None
    audio_language: str | None
    subtitle_language: str | None
    subtitle_mode: SubtitleMode
    subtitle_size: SubtitleSize
    subtitle_look: SubtitleLook
    skip_mode: SkipMode
    plays_next_episode: bool
    plays_previews: bool
    hides_spoilers: bool


class ProfileWish(_Strict):
    """A new profile, or with PATCH only the fields that change."""

    name: Name
    avatar: Annotated[int, Field(ge=0, le=11)] = 0
    is_child: bool = False
    ui_language: Language | None = None
    audio_language: Language | None = None
    subtitle_language: Language | None = None
    subtitle_mode: SubtitleMode = "auto"
    subtitle_size: SubtitleSize = "medium"
    subtitle_look: SubtitleLook = "outline"
    skip_mode: SkipMode = "ask"
    plays_next_episode: bool = True
    plays_previews: bool = True
    hides_spoilers: bool = False


class ProfilePatch(ProfileWish):
    """Only the fields that are sent change."""

    name: Name = ""


class AccountInfo(BaseModel):
    """Who signed in."""

    id: UUID
    name: str
    role: Role


class HouseName(BaseModel):
    """What the house is called and the language it speaks."""

    name: str
    language: str


class LibraryInfo(BaseModel):
    """A library as a menu shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    kind: Literal["movies", "series", "mixed"]


class Me(BaseModel):
    """Who is signed in, who is watching, and what they may see."""

    account: AccountInfo
    profile: Profile | None
    profiles: list[Profile]
    house: HouseName
    session_id: UUID
    libraries: list[LibraryInfo]


class SessionInfo(BaseModel):
    """A device that is signed in."""

    id: UUID
    device_name: str
    address: str
    created_at: datetime
    last_used_at: datetime
    is_current: bool


class Member(BaseModel):
    """A member as the admin sees them; library_ids count only without sees_all_libraries."""

    id: UUID
    name: str
    role: Role
    is_disabled: bool
    sees_all_libraries: bool
    library_ids: list[UUID]
    created_at: datetime
    last_seen_at: datetime | None
    profile_count: int
    session_count: int


class MemberPatch(_Strict):
    """Only the fields that are sent change."""

    role: Role | None = None
    is_disabled: bool | None = None
    sees_all_libraries: bool | None = None
    library_ids: list[UUID] | None = None


class OneTimeLink(BaseModel):
    """A link that works once; it is shown now and never again."""

    url: str
    expires_at: datetime


class InvitationWish(_Strict):
    """What the invited person will be and see."""

    note: Annotated[Line, Field(max_length=128)] = ""
    role: Role = "member"
    sees_all_libraries: bool = True
    library_ids: list[UUID] = []
    expires_in_s: Annotated[float, Field(ge=3600, le=90 * 86400)] = 7 * 86400


class Invitation(BaseModel):
    """An invitation; url is there only in the answer that made it."""

    id: UUID
    url: str | None
    note: str
    role: Role
    sees_all_libraries: bool
    library_ids: list[UUID]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: str | None


class HouseSettings(BaseModel):
    """What an admin sets for the whole house."""

    name: str
    language: str
    registration: Registration


class HousePatch(_Strict):
    """Only the fields that are sent change."""

    name: Name | None = None
    language: Language | None = None
    registration: Registration | None = None
