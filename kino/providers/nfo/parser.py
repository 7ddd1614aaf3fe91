"""Reads NFO files, which are hostile input: bounded, no entities, no document types, no address followed."""

from __future__ import annotations

import re
from datetime import date
from xml.etree.ElementTree import Element

from kino.core.errors import KinoError
from kino.core.text import readable_text
from kino.providers.nfo.catalogue_links import find_catalogue_ids
from kino.providers.nfo.documents import (
    NfoArt,
    NfoCertification,
    NfoDocument,
    NfoKind,
    NfoPerson,
    NfoRating,
)

MAX_NFO_BYTES = 1024 * 1024
# A file of one double episode holds two; more than a season's worth is an attack.
MAX_DOCUMENTS = 100
MAX_LIST = 500
MAX_TEXT_CHARS = 20_000

_ENTITIES_REFUSED = "The NFO file declares a document type or entities, which are never resolved."
_KINDS: dict[str, NfoKind] = {
    "movie": "movie",
    "tvshow": "tvshow",
    "season": "season",
    "episodedetails": "episode",
}
_ROOT_START = re.compile(r"<(movie|tvshow|season|episodedetails)(?=[\s>/])", re.IGNORECASE)
_ENTITIES = re.compile(r"<!\s*(?:ENTITY|DOCTYPE)", re.IGNORECASE)
_DECLARED_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# "Tom & Jerry" unescaped is the commonest mistake of hand-written files.
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_COUNTRY_PREFIX = re.compile(r"([A-Za-z]{2,14})\s*[:-]\s*(?=.)")
_LABELS_WITH_HYPHEN = frozenset(("PG", "TV", "NC", "FSK", "MA"))
_RATED = re.compile(r"^rated\s+", re.IGNORECASE)
_COUNTRIES = {"USA": "US", "UK": "GB", "GERMANY": "DE", "FRANCE": "FR", "BBFC": "GB"}
_ID_TAGS = {
    "imdbid": "imdb", "imdb_id": "imdb", "tmdbid": "tmdb", "tvdbid": "tvdb", "tvmazeid": "tvmaze",
    "anidbid": "anidb",
    "tmdbcolid": "tmdb_collection", "anilistid": "anilist", "wikidataid": "wikidata", "tvrageid": "tvrage",
}  # fmt: skip
_PROVIDERS = {
    "themoviedb": "tmdb",
    "thetvdb": "tvdb",
    "tmdbset": "tmdb_collection",
    "tmdbcol": "tmdb_collection",
}


class NfoUnreadable(KinoError):
    """An NFO file that cannot be believed.

    reason: "too_large", "entities", "encoding", "not_xml" or "empty".
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, 422)
        self.reason = reason


def parse_nfo(content: bytes) -> list[NfoDocument]:
    """The documents of one NFO file, in its order: one, or several for a multi-episode file; never empty.

    A file of addresses alone gives one document of kind "unknown" with its ids.
    Raises NfoUnreadable for more than 1 MiB, entity or document type declarations, an undecodable encoding,
    broken XML,
    and files that say nothing (such as the text art of releases).
    """
    if len(content) > MAX_NFO_BYTES:
        raise NfoUnreadable(
            "too_large", f"The NFO file has {len(content)} bytes; at most {MAX_NFO_BYTES} are read."
        )
    text = _decode(content)
    if _ENTITIES.search(text):
        raise NfoUnreadable("entities", _ENTITIES_REFUSED)
    roots, outside = _split_roots(text)
    ids = find_catalogue_ids(outside)
    if not roots:
        if not ids:
            reason = "empty" if not text.strip() else "not_xml"
            raise NfoUnreadable(
                reason, "The NFO file holds neither Kodi XML nor the address of a film catalogue."
            )
        return [NfoDocument("unknown", uniqueids=ids)]
    documents = [_read_document(_parse_root(root)) for root in roots]
    if ids and len(documents) == 1:
        # What the XML says of itself is believed before the address below it.
        documents[0].uniqueids.update(
            {key: value for key, value in ids.items() if key not in documents[0].uniqueids}
        )
    return documents


def _decode(content: bytes) -> str:
    """The text by its byte order mark, its declaration, as UTF-8, or as the Windows-1252 of old tools."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise NfoUnreadable(
                    "encoding", f"The NFO file is not valid {encoding} as its first bytes say."
                ) from error
    declared = _DECLARED_ENCODING.match(content)
    wished = declared[1].decode("ascii").lower() if declared else "utf-8"
    # An allow-list: Python's codecs include compressors and "unicode_escape".
    known = (
        "us-ascii iso-8859-1 iso-8859-2 iso-8859-15 windows-1250 windows-1251 windows-1252 cp1252 koi8-r "
        "gb2312 gbk big5 shift_jis euc-jp euc-kr"
    )
    for encoding in dict.fromkeys(("utf-8", wished if wished in known.split() else "utf-8", "cp1252")):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    # Latin-1 takes any byte, so at least the tags and plain letters are read.
    return content.decode("latin-1")


def _split_roots(text: str) -> tuple[list[str], str]:
    """The text of each root element, and all that stands outside of them.

    A multi-episode file is several roots in a row, which is no XML document; so roots are cut out by their
    tags.
    """
    roots: list[str] = []
    outside: list[str] = []
    position = 0
    while len(roots) < MAX_DOCUMENTS and (start := _ROOT_START.search(text, position)) is not None:
        outside.append(text[position : start.start()])
        # A film's own tags never repeat its root's name, so the next closing tag is its own.
        end = re.compile(rf"</{start[1]}\s{{0,20}}>", re.IGNORECASE).search(text, start.end())
        if end is None:
            close = text.find(">", start.end())
            if close >= 0 and text[close - 1] == "/":
                position = close + 1
                continue
            # Cut off at the end: an honest failure, never half a description.
            raise NfoUnreadable("not_xml", f"The NFO file opens <{start[1]}> and never closes it.")
        position = end.end()
        roots.append(text[start.start() : position])
    outside.append(text[position:])
    return roots, "\n".join(outside)


def _parse_root(text: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    clean = _FORBIDDEN_IN_XML.sub("", text)
    # As written first: inside CDATA an ampersand is right as it is.
    for attempt in (clean, _BARE_AMPERSAND.sub("&amp;", clean)):
        try:
            root: Element = fromstring(attempt, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        except DefusedXmlException as error:
            raise NfoUnreadable("entities", _ENTITIES_REFUSED) from error
        except (ParseError, ValueError) as error:
            problem = str(error)
        else:
            return root
    raise NfoUnreadable("not_xml", f"The NFO file is broken XML: {problem}.")


def _clean(value: str | None) -> str | None:
    """Text for people: trimmed, bounded, line breaks kept; None for nothing."""
    if value is None or not value.strip():
        return None
    lines = (readable_text(line) for line in value.strip()[:MAX_TEXT_CHARS].splitlines())
    return "\n".join(lines).strip() or None


class _Tags:
    """The children of an element by lower-case name, whatever case the writing tool used."""

    def __init__(self, element: Element) -> None:
        self.by_name: dict[str, list[Element]] = {}
        for child in element:
            if isinstance(child.tag, str):
                self.by_name.setdefault(child.tag.lower(), []).append(child)

    def all(self, name: str) -> list[Element]:
        return self.by_name.get(name, [])[:MAX_LIST]

    def text(self, *names: str) -> str | None:
        """The first text under one of these names that says something."""
        for name in names:
            for element in self.all(name):
                if (value := _clean(element.text)) is not None:
                    return value
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """All texts under a name, "Drama / Crime" split, without doubles."""
        found: dict[str, None] = {}
        for element in self.all(name):
            for piece in re.split(r"\s/\s|\|", element.text or ""):
                if (value := _clean(piece)) is not None:
                    found[value] = None
        return tuple(found)

    def number(self, *names: str) -> float | None:
        return _number(self.text(*names))

    def ordinal(self, *names: str) -> int | None:
        """A whole number ≥ 0; Kodi's -1 means unknown."""
        value = self.number(*names)
        return int(value) if value is not None and 0 <= value <= 100_000 else None


def _number(text: str | None) -> float | None:
    """The first number of a text; a comma is a decimal point ("7,4")."""
    found = _NUMBER.search(text or "")
    return float(found[0].replace(",", ".")) if found is not None else None


def _day(text: str | None) -> date | None:
    found = _ISO_DAY.search(text or "")
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _read_certification(text: str | None) -> NfoCertification | None:
    """Label and country of "US:PG-13", "Rated R", "DE-16" or "FSK 12"; None for no label."""
    # Several countries stand side by side; the first is the writer's own.
    label, country = (text or "").split(" / ")[0].strip(), None
    prefixed = _COUNTRY_PREFIX.match(label)
    if prefixed is not None and prefixed[1].upper() not in _LABELS_WITH_HYPHEN:
        name = prefixed[1].upper()
        country = _COUNTRIES.get(name) or (name if len(name) == 2 else None)
        label = label[prefixed.end() :] if country else label
    label = _RATED.sub("", label).strip()
    if label.upper().startswith("FSK"):
        country, label = country or "DE", label[3:].strip(" -:") or label
    return NfoCertification(label[:40], country) if label else None


def _read_ids(tags: _Tags) -> dict[str, str]:
    ids: dict[str, str] = {}
    for element in tags.all("uniqueid"):
        provider = (element.get("type") or "").strip().lower()
        _keep_id(ids, _PROVIDERS.get(provider, provider), element.text)
    for name, provider in _ID_TAGS.items():
        _keep_id(ids, provider, tags.text(name))
    for element in tags.all("id"):
        for attribute, provider in (("tmdb", "tmdb"), ("imdb", "imdb"), ("tvdb", "tvdb")):
            _keep_id(ids, provider, element.get(attribute.upper()) or element.get(attribute))
        value = (element.text or "").strip()
        # Old files write one bare id: imdb's is known by its letters; a number is of TVDB or TMDB, nobody can
        # tell.
        if value.lower().startswith("tt"):
            _keep_id(ids, "imdb", value)
    return ids


def _keep_id(ids: dict[str, str], provider: str, value: str | None) -> None:
    value = (value or "").strip()
    if provider == "imdb":
        value = value.lower()
        if not re.fullmatch(r"tt[0-9]{5,12}", value):
            return
    if (
        re.fullmatch(r"[a-z0-9_]{1,30}", provider)
        and re.fullmatch(r"[A-Za-z0-9_:./-]{1,80}", value)
        and value != "0"
    ):
        ids.setdefault(provider, value)


def _read_ratings(tags: _Tags) -> tuple[NfoRating, ...]:
    found: dict[str, NfoRating] = {}
    for group in tags.all("ratings"):
        for element in list(group)[:50]:
            inner = _Tags(element)
            largest = _number(element.get("max")) or 10.0
            rating = _rating(
                element.get("name") or "default", inner.number("value"), largest, inner.number("votes")
            )
            if rating is not None:
                found.setdefault(rating.source, rating)
    plain = _rating("default", tags.number("rating"), 10.0, tags.number("votes"))
    if plain is not None and not found:
        found["default"] = plain
    return tuple(found.values())


def _rating(source: str, value: float | None, largest: float, votes: float | None) -> NfoRating | None:
    """A rating on the scale of ten, or None when it lies outside of its own scale."""
    if value is None or largest <= 0 or not 0 < value <= largest:
        return None
    return NfoRating(
        readable_text(source)[:40].lower() or "default",
        round(value * 10 / largest, 3),
        int(votes) if votes and votes > 0 else None,
    )


def _read_actors(tags: _Tags) -> tuple[NfoPerson, ...]:
    people: dict[tuple[str, str | None], NfoPerson] = {}
    for element in tags.all("actor"):
        inner = _Tags(element)
        name = inner.text("name")
        # Jellyfin writes directors and writers as actors too, with their type.
        if name is not None and (inner.text("type") or "actor").lower() in (
            "actor",
            "gueststar",
            "guest star",
        ):
            person = NfoPerson(
                name[:200], inner.text("role"), inner.ordinal("order", "sortorder"), inner.text("thumb")
            )
            people.setdefault((person.name, person.role), person)
    return tuple(people.values())


def _read_art(tags: _Tags) -> tuple[NfoArt, ...]:
    art: list[NfoArt] = []
    for element in tags.all("thumb"):
        if (address := _clean(element.text)) is not None:
            season = _number(element.get("season"))
            aspect = (element.get("aspect") or "poster").lower()
            art.append(
                NfoArt(
                    aspect[:40], address[:2000], int(season) if season is not None and season >= 0 else None
                )
            )
    for name in ("fanart", "art"):
        pictures = [picture for group in tags.all(name) for picture in list(group)[:MAX_LIST]]
        art.extend(
            NfoArt("fanart" if name == "fanart" else picture.tag.lower()[:40], address[:2000])
            for picture in pictures
            if isinstance(picture.tag, str) and (address := _clean(picture.text)) is not None
        )
    return tuple(dict.fromkeys(art))


def _read_collection(tags: _Tags) -> tuple[str | None, str | None]:
    """A collection in either form: <set>Name</set>, or <set><name/><overview/></set>."""
    for element in tags.all("set"):
        inner = _Tags(element)
        name = inner.text("name") or _clean(element.text)
        if name is not None:
            return name, inner.text("overview")
    return tags.text("collection"), None


def _read_season_names(tags: _Tags) -> dict[int, str]:
    names: dict[int, str] = {}
    for element in tags.all("namedseason"):
        number, name = _number(element.get("number")), _clean(element.text)
        if number is not None and number >= 0 and name is not None:
            names[int(number)] = name
    return names


def _read_document(root: Element) -> NfoDocument:
    tags = _Tags(root)
    collection, collection_overview = _read_collection(tags)
    premiered = _day(tags.text("premiered", "releasedate", "aired", "firstaired"))
    year = tags.ordinal("year")
    minutes = tags.number("runtime")
    user_rating = tags.number("userrating")
    return NfoDocument(
        kind=_KINDS[root.tag.lower()],
        title=tags.text("title", "localtitle"),
        original_title=tags.text("originaltitle"),
        sort_title=tags.text("sorttitle", "sortname"),
        show_title=tags.text("showtitle"),
        year=year if year and 1888 <= year < 2100 else (premiered.year if premiered else None),
        premiered=premiered,
        ended=_day(tags.text("enddate")),
        plot=tags.text("plot"),
        outline=tags.text("outline"),
        tagline=tags.text("tagline"),
        runtime_s=minutes * 60.0 if minutes is not None and 0 < minutes < 10_000 else None,
        certification=_read_certification(tags.text("customrating", "mpaa", "certification")),
        genres=tags.texts("genre"),
        tags=tags.texts("tag"),
        studios=tags.texts("studio"),
        countries=tags.texts("country"),
        directors=tags.texts("director"),
        writers=tuple(dict.fromkeys((*tags.texts("credits"), *tags.texts("writer")))),
        actors=_read_actors(tags),
        ratings=_read_ratings(tags),
        user_rating=user_rating if user_rating is not None and 0 < user_rating <= 10 else None,
        uniqueids=_read_ids(tags),
        collection=collection,
        collection_overview=collection_overview,
        trailer=tags.text("trailer"),
        status=tags.text("status"),
        season=tags.ordinal("season", "seasonnumber"),
        episode=tags.ordinal("episode"),
        last_episode=tags.ordinal("episodenumberend"),
        season_names=_read_season_names(tags),
        art=_read_art(tags),
        locked=(tags.text("lockdata") or "").lower() == "true",
        locked_fields=tags.texts("lockedfields"),
    )
