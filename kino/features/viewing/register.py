"""What viewing does when others tell that the catalogue has changed."""

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.features.catalog.events import EpisodesAdded, ItemMerged
from kino.features.viewing import service


def register(context: ServerContext) -> None:
    """Follow the catalogue: new episodes come next for whoever was through, merged items keep progress.

    Both are written together with what the catalogue writes: nothing would ever tell of them again.
    """

    async def show_new_episodes(session: AsyncSession, event: EpisodesAdded) -> None:
        await service.show_new_episodes(session, event.series_ids)

    async def merge_items(session: AsyncSession, event: ItemMerged) -> None:
        await service.merge_items(session, event.item_id, event.into_id)

    context.bus.follow(EpisodesAdded, show_new_episodes)
    context.bus.follow(ItemMerged, merge_items)
