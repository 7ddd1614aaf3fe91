"""NFO files as Kodi, Jellyfin, Radarr and Sonarr write them, and as nobody should."""
# ruff: noqa: E501  (a table is read by its lines)

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kino.providers.nfo.documents import NfoCertification
from kino.providers.nfo.parser import MAX_NFO_BYTES, NfoUnreadable, parse_nfo

MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>Der Leuchtturm</title><originaltitle>The Lighthouse Keeper</originaltitle><sorttitle>Leuchtturm</sorttitle>
  <ratings>
    <rating name="imdb" max="10" default="true"><value>7,4</value><votes>1234</votes></rating>
    <rating name="tomatometerallcritics" max="100"><value>88</value></rating>
    <rating name="broken" max="10"><value>70</value></rating>
  </ratings>
  <userrating>8</userrating><plot>Line one.
Line two &amp; more.</plot><tagline>Light.</tagline><runtime>96 min</runtime><mpaa>DE:FSK 12</mpaa>
  <uniqueid type="tmdb" default="true">503919</uniqueid><uniqueid type="imdb">tt7984734</uniqueid>
  <genre>Drama / Mystery</genre><genre>Drama</genre><tag>sea</tag><studio>Studio A</studio><country>Deutschland</country>
  <set><name>Towers</name><overview>All of them.</overview></set>
  <credits>W. One</credits><writer>W. Two</writer><director>D. One</director>
  <premiered>2019-10-18</premiered><trailer>https://example.org/t.mp4</trailer>
  <thumb aspect="poster">C:\\art\\poster.jpg</thumb><fanart><thumb>https://example.org/f.jpg</thumb></fanart>
  <actor><name>A. One</name><role>Keeper</role><order>0</order><thumb>a.jpg</thumb></actor>
  <actor><name>A. Two</name><type>GuestStar</type></actor>
  <actor><name>D. One</name><type>Director</type></actor>
  <lockdata>false</lockdata><lockedfields>Name|Overview</lockedfields>
</movie>"""


def test_movie_reads_every_field() -> None:
    (film,) = parse_nfo(MOVIE.encode())
    assert (film.kind, film.title, film.original_title, film.sort_title) == (
        "movie", "Der Leuchtturm", "The Lighthouse Keeper", "Leuchtturm",
    )  # fmt: skip
    assert film.plot == "Line one.\nLine two & more."
    assert (film.year, film.premiered, film.runtime_s) == (2019, date(2019, 10, 18), 96 * 60.0)
    assert film.certification == NfoCertification("12", "DE")
    assert film.uniqueids == {"tmdb": "503919", "imdb": "tt7984734"}
    assert film.genres == ("Drama", "Mystery")
    assert (film.collection, film.collection_overview) == ("Towers", "All of them.")
    assert film.writers == ("W. One", "W. Two")
    assert [(rating.source, rating.value, rating.votes) for rating in film.ratings] == [
        ("imdb", 7.4, 1234),
        ("tomatometerallcritics", 8.8, None),
    ]
    assert [(actor.name, actor.role, actor.order) for actor in film.actors] == [
        ("A. One", "Keeper", 0),
        ("A. Two", None, None),
    ]
    assert [(art.aspect, art.address) for art in film.art] == [
        ("poster", "C:\\art\\poster.jpg"), ("fanart", "https://example.org/f.jpg"),
    ]  # fmt: skip
    assert not film.locked
    assert film.locked_fields == ("Name", "Overview")


def test_multi_episode_file_gives_each_episode() -> None:
    text = (
        '<?xml version="1.0"?>\n<episodedetails><title>One</title><season>1</season><episode>1</episode></episodedetails>\n'
        '<?xml version="1.0"?>\n<episodedetails><title>Two</title><season>1</season><episode>2</episode></episodedetails>'
    )
    assert [(found.title, found.season, found.episode) for found in parse_nfo(text.encode())] == [
        ("One", 1, 1),
        ("Two", 1, 2),
    ]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("https://www.imdb.com/title/tt0133093/", {"imdb": "tt0133093"}),
        ("see https://www.themoviedb.org/movie/603-the-matrix", {"tmdb": "603"}),
        ("http://thetvdb.com/?tab=series&id=81189&lid=7", {"tvdb": "81189"}),
        ("https://www.wikidata.org/wiki/Q83495", {"wikidata": "Q83495"}),
    ],
)
def test_address_alone_gives_its_id(text: str, ids: dict[str, str]) -> None:
    (found,) = parse_nfo(text.encode())
    assert (found.kind, found.uniqueids) == ("unknown", ids)


def test_address_below_the_xml_adds_to_its_ids() -> None:
    text = "<movie><title>A</title><uniqueid type='imdb'>tt1111111</uniqueid></movie>\nhttps://www.themoviedb.org/movie/42 imdb.com/title/tt2222222"
    assert parse_nfo(text.encode())[0].uniqueids == {"imdb": "tt1111111", "tmdb": "42"}


@pytest.mark.parametrize(
    "content",
    [
        "<movie><title>Straße İ</title></movie>".encode("utf-8-sig"),
        "<movie><title>Straße İ</title></movie>".encode("utf-16"),
        '<?xml version="1.0" encoding="utf-8"?><MOVIE><TITLE>Straße İ</TITLE></MOVIE>'.encode(),
        '<?xml version="1.0" encoding="windows-1252"?><movie><title>Straße İ</title></movie>'.encode(),
    ],
)
def test_encodings_are_recognised(content: bytes) -> None:
    assert parse_nfo(content)[0].title == "Straße İ"


def test_windows_1252_without_a_declaration_is_read() -> None:
    assert parse_nfo("<movie><title>Fräulein</title></movie>".encode("cp1252"))[0].title == "Fräulein"


@pytest.mark.parametrize(
    ("mpaa", "label", "country"),
    [
        ("PG-13", "PG-13", None),
        ("Rated PG-13", "PG-13", None),
        ("US:PG-13", "PG-13", "US"),
        ("USA:Rated R", "R", "US"),
        ("TV-MA", "TV-MA", None),
        ("DE-16", "16", "DE"),
        ("FSK 16", "16", "DE"),
        ("Germany:12 / USA:R", "12", "DE"),
        ("UK:15", "15", "GB"),
    ],
)
def test_certification_reads_label_and_country(mpaa: str, label: str, country: str | None) -> None:
    (film,) = parse_nfo(f"<movie><mpaa>{mpaa}</mpaa></movie>".encode())
    assert film.certification == NfoCertification(label, country)


def test_bare_ampersand_and_cdata_are_both_read() -> None:
    assert parse_nfo(b"<movie><title>Tom & Jerry</title></movie>")[0].title == "Tom & Jerry"
    assert parse_nfo(b"<movie><title><![CDATA[Tom & Jerry]]></title></movie>")[0].title == "Tom & Jerry"


def test_series_reads_season_names_and_locks() -> None:
    text = "<tvshow><title>S</title><namedseason number='1'>Book One</namedseason><status>Ended</status><lockdata>true</lockdata><set>Old form</set></tvshow>"
    (show,) = parse_nfo(text.encode())
    assert (show.kind, show.season_names, show.status, show.locked, show.collection) == (
        "tvshow", {1: "Book One"}, "Ended", True, "Old form",
    )  # fmt: skip


def test_unknown_season_of_minus_one_is_none() -> None:
    (episode,) = parse_nfo(b"<episodedetails><season>-1</season><episode>3</episode></episodedetails>")
    assert (episode.season, episode.episode) == (None, 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        ("░▒▓ RELEASE ▓▒░".encode(), "not_xml"),
        (b"<movie><title>Cut off", "not_xml"),
        (b"<movie><title>a</titel></movie>", "not_xml"),
        (b" " * (MAX_NFO_BYTES + 1), "too_large"),
        (b'<!DOCTYPE lolz [<!ENTITY lol "lol">]><movie><title>&lol;</title></movie>', "entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><movie/>', "entities"),
        (b"\xff\xfe\x00", "encoding"),
    ],
)
def test_unreadable_file_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(NfoUnreadable) as caught:
        parse_nfo(content)
    assert caught.value.reason == reason


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_documents_or_a_reason(content: bytes) -> None:
    for text in (
        content,
        b"<movie>" + content + b"</movie>",
        b"<movie><title>" + content + b"</title></movie>",
    ):
        try:
            documents = parse_nfo(text)
        except NfoUnreadable:
            continue
        for document in documents:
            (document.title or "").encode("utf-8")


def test_deep_nesting_is_no_danger() -> None:
    deep = b"<movie>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"<title>T</title></movie>"
    assert parse_nfo(deep)[0].title == "T"
