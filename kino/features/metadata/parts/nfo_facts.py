"""NFO documents as facts about the item beside which they lie. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kino.features.metadata.facts import ItemFacts, PersonFact
from kino.providers.nfo.documents import NfoCertification, NfoDocument, NfoRating

# Whose rating is shown when a file has several: the tool's own choice, then the widest audience.
_RATING_ORDER = ("default", "imdb", "tmdb", "themoviedb", "tvdb", "trakt")
_KIND_OF_DOCUMENT = {"movie": "movie", "tvshow": "series", "season": "season", "episode": "episode"}


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Which item a document lies beside: movie, series, season or episode, and its numbers."""

    kind: str
    season_number: int | None = None
    episode_number: int | None = None
    last_episode_number: int | None = None


@dataclass(frozen=True, slots=True)
class NfoFacts:
    """What a file says.

    target:       "item" it lies beside, or the "series" of that season or episode.
    season_names: season number → name, of a series.
    """

    facts: ItemFacts
    target: str = "item"
    season_names: tuple[tuple[int, str], ...] = ()


def read_facts(documents: Sequence[NfoDocument], place: ItemPlace) -> NfoFacts | None:
    """The documents of one file as facts; None when they describe something else than the item.

    A file of several episodes describes the one item that its video is: titles side by side.
    """
    kinds = {document.kind for document in documents}
    if kinds == {"unknown"}:
        return NfoFacts(ItemFacts(external_ids=documents[0].uniqueids))
    if kinds == {"episode"} and place.kind == "episode":
        return NfoFacts(_join_episodes(_fitting_episodes(documents, place)))
    if len(kinds) != 1:
        return None
    document = documents[0]
    if document.kind == "tvshow" and place.kind in ("season", "episode"):
        return NfoFacts(_facts_of(document), "series", tuple(sorted(document.season_names.items())))
    if _KIND_OF_DOCUMENT.get(document.kind) != place.kind:
        return None
    return NfoFacts(_facts_of(document), "item", tuple(sorted(document.season_names.items())))


def _fitting_episodes(documents: Sequence[NfoDocument], place: ItemPlace) -> list[NfoDocument]:
    first = place.episode_number
    if first is None or len(documents) == 1:
        return list(documents)
    last = place.last_episode_number or first
    fitting = [
        one
        for one in documents
        if one.episode is not None
        and first <= one.episode <= last
        and (one.season is None or place.season_number is None or one.season == place.season_number)
    ]
    return fitting or list(documents)


def _join_episodes(documents: Sequence[NfoDocument]) -> ItemFacts:
    facts = _facts_of(documents[0])
    if len(documents) == 1:
        return facts
    titles = list(dict.fromkeys(one.title for one in documents if one.title))
    plots = list(dict.fromkeys(plot for one in documents if (plot := one.plot or one.outline)))
    runtimes_s = [one.runtime_s for one in documents if one.runtime_s]
    return replace(
        facts,
        title=" / ".join(titles) or None,
        synopsis="\n\n".join(plots) or None,
        duration_s=sum(runtimes_s) or None,
    )


def _facts_of(document: NfoDocument) -> ItemFacts:
    return ItemFacts(
        title=document.title,
        original_title=document.original_title,
        sort_title=document.sort_title,
        year=document.year,
        released_on=document.premiered,
        duration_s=document.runtime_s,
        tagline=document.tagline,
        synopsis=document.plot or document.outline,
        certification=_certification(document.certification),
        rating=_rating(document.ratings),
        genres=document.genres or None,
        people=_people(document) or None,
        external_ids=document.uniqueids,
        facts=_further(document),
    )


def _people(document: NfoDocument) -> list[PersonFact]:
    actors = sorted(document.actors, key=lambda each: each.order if each.order is not None else 10_000)
    return [
        *(PersonFact(name, "director") for name in document.directors),
        *(PersonFact(name, "writer") for name in document.writers),
        *(PersonFact(actor.name, "actor", actor.role, picture=actor.thumb) for actor in actors),
    ]


def _rating(ratings: Sequence[NfoRating]) -> float | None:
    if not ratings:
        return None
    ranks = {source: rank for rank, source in enumerate(_RATING_ORDER)}
    return min(ratings, key=lambda each: ranks.get(each.source, len(ranks))).value


def _certification(read: NfoCertification | None) -> str | None:
    if read is None:
        return None
    # "12" alone would be read as an age of somebody's own system; Germany's board is named with its number.
    return f"FSK {read.label}" if read.country == "DE" and read.label.isdigit() else read.label


def _further(document: NfoDocument) -> dict[str, Any]:
    found: dict[str, Any] = {
        "studios": list(document.studios),
        "countries": list(document.countries),
        "tags": list(document.tags),
        "trailer": document.trailer,
        "collection": document.collection,
        "status": document.status,
        "ended_on": document.ended.isoformat() if document.ended else None,
    }
    return {name: value for name, value in found.items() if value}
