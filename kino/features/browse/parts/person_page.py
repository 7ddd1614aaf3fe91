"""The page of a person: what they did in the titles that a member may see."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.accounts.viewer import ProfileViewer
from kino.features.browse.schemas import PersonDetail, PersonTitle
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.errors import PersonNotFound
from kino.features.catalog.models import Credit, Item, Person
from kino.features.catalog.schemas import Image
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing.cards import add_personal

MOST_TITLES = 300


async def read_person(
    session: AsyncSession, viewer: ProfileViewer, scope: LibraryScope, person_id: UUID
) -> PersonDetail:
    """A person with their visible filmography, newest first. Raises PersonNotFound when none is."""
    person = (
        await session.execute(select(Person.id, Person.name, Person.portrait).where(Person.id == person_id))
    ).first()
    # A guest of one episode is listed with the series.
    title_id = func.coalesce(Item.series_id, Item.id).label("title_id")
    rows = await session.execute(
        select(title_id, Credit.job, Credit.character)
        .join(Item, Item.id == Credit.item_id)
        .where(Credit.person_id == person_id, scope.condition(Item.library_id))
        .order_by(Credit.position)
        .limit(MOST_TITLES * 3)
    )
    jobs: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    characters: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    for one, job, character in rows:
        jobs[one][job] = None
        if character:
            characters[one][character] = None
    cards = await catalog_cards.list_title_cards(session, list(jobs)[:MOST_TITLES])
    if person is None or not cards:
        raise PersonNotFound(f"There is nobody {person_id} in the titles of your libraries.")
    await add_personal(session, viewer.profile_id, cards)
    cards.sort(key=lambda card: (-(card.year or 0), card.title))
    return PersonDetail(
        id=person.id,
        name=person.name,
        portrait=Image.model_validate(person.portrait) if person.portrait else None,
        titles=[
            PersonTitle(card=card, jobs=list(jobs[card.id]), characters=list(characters[card.id]))
            for card in cards
        ],
    )
