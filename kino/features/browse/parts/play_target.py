"""What the Play button of a title does for a profile."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.browse.schemas import PlayTarget
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.schemas import TitleCard
from kino.features.viewing import queries as viewing
from kino.features.viewing.cards import add_personal_to_episodes
from kino.features.viewing.models import ContinueEntry


async def find_play_target(
    session: AsyncSession, profile_id: UUID, card: TitleCard, *, has_file: bool = True
) -> PlayTarget | None:
    """The film, or the episode that comes next for this profile; None when there is nothing to play.

    card: of a listed title, with what is personal filled in. has_file: whether a film has one of its own.
    """
    if card.kind == "movie":
        if not has_file:
            return None
        progress = card.progress
        position_s = progress.position_s if progress else 0.0
        is_watched = bool(progress and progress.is_watched)
        return PlayTarget(
            item_id=card.id,
            label="resume" if position_s > 0 else "again" if is_watched else "play",
            position_s=position_s,
            duration_s=(progress.duration_s if progress else None) or card.duration_s,
            episode=None,
        )
    return await _find_episode_target(session, profile_id, card.id)


async def _find_episode_target(session: AsyncSession, profile_id: UUID, series_id: UUID) -> PlayTarget | None:
    entry = await session.scalar(
        select(ContinueEntry.item_id).where(
            ContinueEntry.profile_id == profile_id, ContinueEntry.title_id == series_id
        )
    )
    first = None if entry else await viewing.find_first_unwatched(session, profile_id, series_id)
    episode_id = entry or first or await viewing.find_first_episode(session, series_id)
    if episode_id is None:
        return None
    cards = await catalog_cards.list_episode_cards(session, [episode_id])
    card = cards.get(episode_id)
    if card is None:
        return None
    await add_personal_to_episodes(session, profile_id, [card])
    position_s = card.progress.position_s if card.progress else 0.0
    if position_s > 0:
        label = "resume"
    elif entry is None and first is None:
        label = "again"
    else:
        is_begun = entry is not None or await viewing.has_watched_any(session, profile_id, series_id)
        label = "next" if is_begun else "play"
    return PlayTarget.model_validate(
        {
            "item_id": episode_id,
            "label": label,
            "position_s": position_s,
            "duration_s": card.duration_s,
            "episode": card,
        }
    )
