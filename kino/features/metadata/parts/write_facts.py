"""Facts become columns of items: only what differs is written, and nothing that is locked. Pure."""

from collections.abc import Mapping
from typing import Any

from kino.core.text import sort_title
from kino.features.metadata.facts import ItemFacts
from kino.features.metadata.queries import KnownItem

# Columns of the item that facts carry under the same name, with the length they may have.
_TEXTS = {
    "title": 255,
    "original_title": 255,
    "tagline": 255,
    "synopsis": 20_000,
    "certification": 32,
}
# What the name of a file says, too, and must not say again once somebody knows better.
TOLD = ("title", "year")
_VALUES = ("year", "released_on", "credits_start_s", "rating")


def changed_columns(item: KnownItem, facts: ItemFacts, *, only_empty: bool) -> dict[str, Any]:
    """Columns of the item that the facts change, with their new values.

    only_empty: only what the item does not say yet; its title counts as unsaid when it is "".
    """
    wanted: dict[str, Any] = {
        name: text.strip()[:length] or None
        for name, length in _TEXTS.items()
        if (text := getattr(facts, name)) is not None
    }
    wanted |= {name: value for name in _VALUES if (value := getattr(facts, name)) is not None}
    if facts.duration_s and not item.duration_s and item.kind in ("movie", "episode"):
        wanted["duration_s"] = facts.duration_s
    if only_empty:
        wanted = {name: value for name, value in wanted.items() if not getattr(item, name)}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    wanted |= _sort_title(item, facts, wanted)
    for name in ("translations", "facts"):
        merged = _merge(getattr(item, name), getattr(facts, name), only_empty=only_empty)
        if merged is not None:
            wanted[name] = merged
    if item.is_title and not only_empty:
        told = {name for name in TOLD if name in wanted}
        wanted["told_fields"] = sorted(told.union(item.told_fields))
    locked = set(item.locked_fields)
    return {
        name: value for name, value in wanted.items() if name not in locked and value != getattr(item, name)
    }


def _sort_title(item: KnownItem, facts: ItemFacts, wanted: Mapping[str, Any]) -> dict[str, str]:
    """Where the item stands in lists: as the source says, else by the title that it gets."""
    if "title" in item.locked_fields:
        return {}
    if facts.sort_title and (not item.sort_title or "title" in wanted or facts.title is None):
        return {"sort_title": sort_title(facts.sort_title, item.language)[:255]}
    if "title" in wanted:
        return {"sort_title": sort_title(wanted["title"], item.language)[:255]}
    return {}


def _merge(known: Mapping[str, Any], told: Mapping[str, Any], *, only_empty: bool) -> dict[str, Any] | None:
    """Both together, a level deep; None when nothing is new."""
    merged = dict(known)
    for key, value in told.items():
        if isinstance(value, Mapping) and isinstance(known.get(key), Mapping):
            inner = dict(known[key])
            merged[key] = {**value, **inner} if only_empty else {**inner, **value}
        elif not only_empty or not known.get(key):
            merged[key] = dict(value) if isinstance(value, Mapping) else value
    return merged if merged != dict(known) else None
