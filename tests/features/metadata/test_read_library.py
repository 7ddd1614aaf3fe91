"""NFO files beside films and tags inside of them, from disk to catalogue."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kino.features.catalog.events import SidecarUnreadable, TitleRefreshAsked
from kino.features.catalog.models import Credit, Item, Sidecar
from tests.media.clips import Clips, draw, picture
from tests.support.cinema import Cinema

MOVIE = b"""<?xml version="1.0" encoding="UTF-8"?>
<movie><title>Sintel</title><originaltitle>Durian</originaltitle><sorttitle>Sintel 1</sorttitle>
<plot>She searches for a dragon.</plot><tagline>A lonely young woman</tagline><mpaa>DE:FSK 12</mpaa>
<premiered>2010-09-27</premiered><runtime>15</runtime><genre>Animation / Fantasy</genre>
<studio>Blender</studio><country>Netherlands</country><tag>open</tag><set><name>Open films</name></set>
<director>Colin Levy</director><credits>Esther Wouda</credits><uniqueid type="imdb">tt1727587</uniqueid>
<ratings><rating name="imdb" max="10"><value>7.4</value></rating></ratings>
<actor><name>Thom Hoffman</name><role>Shaman</role><order>1</order></actor>
<actor><name>Halina Reijn</name><role>Sintel</role><order>0</order></actor></movie>"""
TVSHOW = (
    b'<tvshow><title>Caminandes</title><plot>A llama.</plot><namedseason number="1">The road</namedseason>'
    b"<genre>Comedy</genre></tvshow>"
)
EPISODE = (
    b"<episodedetails><title>%s</title><season>1</season><episode>%d</episode>"
    b"<plot>%s</plot></episodedetails>"
)
FILM = "Sintel (2010)/Sintel (2010).mp4"
EPISODE_FILE: dict[str, Any] = {"kind": "episode", "title": "Caminandes", "season_number": 1}


async def test_movie_nfo_is_taken_over(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="sintel wrong", year=2009)
    sidecar_id = await cinema.add_sidecar(placed.item_id, "Sintel (2010)/movie.nfo", MOVIE, "nfo")
    await cinema.settle()
    item = await cinema.read_item(placed.item_id)
    assert (item.title, item.original_title, item.sort_title) == ("Sintel", "Durian", "sintel 000001")
    assert (item.year, item.certification, item.rating, item.duration_s) == (2010, "FSK 12", 7.4, 900.0)
    assert item.facts == {
        "studios": ["Blender"],
        "countries": ["Netherlands"],
        "tags": ["open"],
        "collection": "Open films",
    }
    async with cinema.database.read() as session:
        jobs = await session.execute(select(Credit.job, Credit.character).order_by(Credit.position))
        assert [tuple(row) for row in jobs] == [
            ("director", None),
            ("writer", None),
            ("actor", "Sintel"),
            ("actor", "Shaman"),
        ]
        assert await session.scalar(select(Sidecar.used_at).where(Sidecar.id == sidecar_id)) is not None
    assert item.identity_key.startswith("sintel wrong")  # a renamed file still finds its film by its name


async def test_series_season_and_double_episode_are_described(cinema: Cinema) -> None:
    placed = await cinema.add_file(
        "Caminandes/Season 1/S01E01-E02.mp4", **EPISODE_FILE, episode_number=1, last_episode_number=2
    )
    both = (
        (EPISODE % (b"Llama", 1, b"Drama."))
        + (EPISODE % (b"Gran", 2, b"Dillama."))
        + (EPISODE % (b"No", 3, b""))
    )
    await cinema.add_sidecar(placed.title_id, "Caminandes/tvshow.nfo", TVSHOW, "nfo")
    await cinema.add_sidecar(placed.item_id, "Caminandes/Season 1/S01E01-E02.nfo", both, "nfo")
    await cinema.settle()
    episode = await cinema.read_item(placed.item_id)
    series = await cinema.read_item(placed.title_id)
    assert (episode.title, episode.synopsis) == ("Llama / Gran", "Drama.\n\nDillama.")
    assert (series.title, series.synopsis) == ("Caminandes", "A llama.")
    assert episode.season_id is not None
    assert (await cinema.read_item(episode.season_id)).title == "The road"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<movie><title>Half", "not_xml"),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><movie><title>&a;</title></movie>',
            "entities",
        ),
        (b"x" * (1024 * 1024 + 1), "TooManyBytes"),
        (TVSHOW, "nfo_of_other_kind"),
        (b"", "empty"),
    ],
    ids=["cut off", "entities", "too large", "other kind", "empty"],
)
async def test_unusable_nfo_is_told_with_its_reason(cinema: Cinema, content: bytes, code: str) -> None:
    told: list[SidecarUnreadable] = []

    async def note(event: SidecarUnreadable) -> None:
        told.append(event)

    cinema.database.bus.subscribe(SidecarUnreadable, note)
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/movie.nfo", content, "nfo")
    job = (await cinema.settle())[0]
    assert [(event.code, event.path) for event in told] == [(code, b"Sintel (2010)/movie.nfo")]
    assert told[0].reason.endswith(".")
    assert (await cinema.read_item(placed.item_id)).title == "Sintel"
    assert job.kind in ("metadata.read_library", "artwork.fill_library")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nfo_link_out_of_the_library_is_not_followed(cinema: Cinema, tmp_path: Path) -> None:
    told: list[SidecarUnreadable] = []

    async def note(event: SidecarUnreadable) -> None:
        told.append(event)

    cinema.database.bus.subscribe(SidecarUnreadable, note)
    placed = await cinema.add_file(FILM, title="Other", year=2010)
    path = "Sintel (2010)/movie.nfo"
    await cinema.add_sidecar(placed.item_id, path, b"", "nfo")
    (tmp_path / "secret.nfo").write_bytes(MOVIE)
    (cinema.root / path).unlink()
    (cinema.root / path).symlink_to(tmp_path / "secret.nfo")
    await cinema.settle()
    assert [event.code for event in told] == ["LeavesFolder"]
    assert (await cinema.read_item(placed.item_id)).title == "Other"


async def test_tags_fill_what_is_empty_and_never_replace_an_nfo(
    cinema: Cinema, clips: Clips, tmp_path: Path
) -> None:
    plot = "A synopsis inside the file that is long enough to be believed."
    clip = tmp_path / "tagged.mkv"
    draw(clip, "-i", str(clips.get("h264.mp4")), "-c", "copy", "-metadata", f"SYNOPSIS={plot}",
         "-metadata", "GENRE=Drama", "-metadata", "date=2011")  # fmt: skip
    placed = await cinema.add_file("Film.mkv", clip, title="Film")
    other = await cinema.add_file("Sintel.mkv", title="Sintel")
    await cinema.add_sidecar(other.item_id, "Sintel.nfo", MOVIE, "nfo")
    await cinema.settle()
    (cinema.root / "Sintel.mkv").write_bytes(clip.read_bytes())
    await cinema.probe(other)
    await cinema.settle()
    film, sintel = await cinema.read_item(placed.item_id), await cinema.read_item(other.item_id)
    assert (film.title, film.synopsis, film.year) == ("Film", plot, 2011)
    assert (sintel.synopsis, sintel.year) == ("She searches for a dragon.", 2010)


async def test_chapter_of_the_closing_credits_is_found(cinema: Cinema, tmp_path: Path) -> None:
    chapters = tmp_path / "chapters.ffmeta"
    chapters.write_text(
        ";FFMETADATA1\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=26500\ntitle=Opening credits\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=26500\nEND=30000\ntitle=End Credits\n"
    )
    clip = tmp_path / "chapters.mkv"
    draw(clip, *picture(30), "-i", str(chapters), "-map_chapters", "1", "-c:v", "libx264")
    placed = await cinema.add_file("Film.mkv", clip, title="Film")
    await cinema.settle()
    assert (await cinema.read_item(placed.item_id)).credits_start_s == pytest.approx(26.5, abs=0.01)


async def test_refresh_reads_everything_anew_and_is_for_admins(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/movie.nfo", MOVIE, "nfo")
    await cinema.settle()
    async with cinema.database.write() as session:
        await session.execute(update(Item).values(synopsis="changed by somebody"))
    asked: list[TitleRefreshAsked] = []

    async def note(event: TitleRefreshAsked) -> None:
        asked.append(event)

    cinema.database.bus.subscribe(TitleRefreshAsked, note)
    member = await cinema.house.add_member("anna")
    admin = await cinema.house.add_member("ada", role="admin")
    path = f"/api/admin/titles/{placed.item_id}/refresh"
    assert (await member.client.post(path)).status_code == 403
    assert (await admin.client.post(path)).status_code == 204
    missing = await admin.client.post(f"/api/admin/titles/{placed.file_id}/refresh")
    assert (missing.status_code, missing.json()["error"]) == (404, "TitleNotFound")
    await cinema.settle()
    assert [event.title_id for event in asked] == [placed.item_id]
    assert (await cinema.read_item(placed.item_id)).synopsis == "She searches for a dragon."
