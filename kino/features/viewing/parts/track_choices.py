"""The sound and the subtitles that a profile chose by hand hold for the title: a film, or all of a series."""

from dataclasses import asdict, dataclass
from typing import Literal, Self
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.viewing.models import TrackChoice

_MOST_TITLE_CHARS = 200


@dataclass(frozen=True, slots=True)
class ChosenTrack:
    """A track by what it is, so that another file's track is known to be like it. Make it by `of`."""

    language: str | None
    title: str | None
    is_forced: bool
    is_sdh: bool

    @classmethod
    def of(
        cls, language: str | None, title: str | None, *, is_forced: bool = False, is_sdh: bool = False
    ) -> Self:
        """language: BCP 47. title: the track's own, of which 200 characters are kept and compared."""
        return cls(language, title[:_MOST_TITLE_CHARS] if title else None, is_forced, is_sdh)


@dataclass(frozen=True, slots=True)
class TrackChoices:
    """What was chosen; None where nothing was. Subtitles that were turned off are "off"."""

    audio: ChosenTrack | None = None
    subtitles: ChosenTrack | Literal["off"] | None = None


async def read_track_choices(session: AsyncSession, profile_id: UUID, title_id: UUID) -> TrackChoices:
    """What the profile chose in the film or series; one statement."""
    row = await session.get(TrackChoice, (profile_id, title_id))
    if row is None:
        return TrackChoices()
    return TrackChoices(
        audio=ChosenTrack(**row.audio) if row.audio else None,
        subtitles=None if row.subtitles is None else ChosenTrack(**row.subtitles) if row.subtitles else "off",
    )


async def keep_audio(session: AsyncSession, profile_id: UUID, title_id: UUID, track: ChosenTrack) -> None:
    """The profile chose this sound."""
    (await _find_or_make(session, profile_id, title_id)).audio = asdict(track)


async def keep_subtitles(
    session: AsyncSession, profile_id: UUID, title_id: UUID, track: ChosenTrack | None
) -> None:
    """The profile chose these subtitles, or none."""
    (await _find_or_make(session, profile_id, title_id)).subtitles = asdict(track) if track else {}


async def move_track_choices(session: AsyncSession, old_id: UUID, title_id: UUID) -> None:
    """Two titles are one: what was chosen in the one that stays wins."""
    if old_id == title_id:
        return
    has_both = select(TrackChoice.profile_id).where(TrackChoice.title_id == title_id)
    known = set((await session.scalars(has_both)).all())
    gone = await session.execute(
        delete(TrackChoice)
        .where(TrackChoice.title_id == old_id)
        .returning(TrackChoice.profile_id, TrackChoice.audio, TrackChoice.subtitles)
    )
    for profile_id, audio, subtitles in gone.all():
        if profile_id not in known:
            session.add(
                TrackChoice(profile_id=profile_id, title_id=title_id, audio=audio, subtitles=subtitles)
            )


async def _find_or_make(session: AsyncSession, profile_id: UUID, title_id: UUID) -> TrackChoice:
    return await session.merge(TrackChoice(profile_id=profile_id, title_id=title_id))
