"""The sound and the subtitles that somebody took by hand hold for the whole series, and for nobody else."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from kino.features.accounts.models import Profile
from kino.features.catalog.models import MediaFile
from tests.features.playback.conftest import Cinema
from tests.support.signed_in import SignedInMember

SHOW = {"kind": "episode", "season_number": 1}


async def add_episodes(cinema: Cinema) -> list[Any]:
    return [await cinema.add_film("many-tracks.mkv", "Show", episode_number=at, **SHOW) for at in (1, 2)]


async def keep(
    cinema: Cinema, plan: dict[str, Any], what: str, body: object, member: SignedInMember | None = None
) -> int:
    path = f"/api/playback/{plan['playback_id']}/{what}"
    return (await (member or cinema.ada).client.put(path, json=body)).status_code


def pick(track: dict[str, Any]) -> dict[str, Any]:
    return {name: track[name] for name in ("language", "title", "is_forced", "is_sdh") if name in track}


async def test_choices_hold_for_the_next_episode(cinema: Cinema) -> None:
    first, second = await add_episodes(cinema)
    plan = await cinema.plan(first)
    german, commentary = plan["audio_tracks"]
    english, _french = plan["subtitle_tracks"]
    assert (plan["audio_index"], plan["subtitle_id"]) == (german["index"], None)
    assert await keep(cinema, plan, "audio", pick(commentary)) == 204
    assert await keep(cinema, plan, "subtitles", {"track": pick(english)}) == 204
    after = await cinema.plan(second)
    assert (after["audio_index"], after["subtitle_id"]) == (commentary["index"], english["id"])
    assert after["method"] == "hls"
    # What is wished for at this moment wins, and the profile may have another opinion of the next episode.
    now = await cinema.plan(second, audio_index=german["index"])
    assert now["audio_index"] == german["index"]
    assert await keep(cinema, after, "subtitles", {"track": None}) == 204
    assert await keep(cinema, after, "audio", pick(german)) == 204
    back = await cinema.plan(first)
    assert (back["audio_index"], back["subtitle_id"]) == (german["index"], None)


async def test_subtitles_that_were_turned_off_stay_off(cinema: Cinema) -> None:
    first, second = await add_episodes(cinema)
    async with cinema.house.context.database.write() as session:
        await session.execute(update(Profile).values(subtitle_mode="always", subtitle_language="en"))
    plan = await cinema.plan(first)
    assert plan["subtitle_id"] is not None
    await keep(cinema, plan, "subtitles", {"track": None})
    assert (await cinema.plan(second))["subtitle_id"] is None


async def test_choices_are_the_profiles_own_and_the_titles_own(cinema: Cinema) -> None:
    first, _ = await add_episodes(cinema)
    film = await cinema.add_film("many-tracks.mkv", "Film")
    plan = await cinema.plan(first)
    commentary = plan["audio_tracks"][1]
    await keep(cinema, plan, "audio", pick(commentary))
    assert (await cinema.plan(film))["audio_index"] == plan["audio_index"]
    cleo = await cinema.house.add_member("Cleo")
    assert (await cinema.plan(first, cleo))["audio_index"] == plan["audio_index"]
    assert await keep(cinema, plan, "audio", pick(commentary), cleo) == 410
    assert await keep(cinema, {"playback_id": uuid4()}, "subtitles", {"track": None}) == 410


async def test_trailers_leave_no_trace(cinema: Cinema) -> None:
    film = await cinema.add_film("many-tracks.mkv", "Film")
    await cinema.add_film("many-tracks.mkv", "Film", extra_kind="trailer", extra_title="Trailer")
    async with cinema.house.context.database.read() as session:
        extra_id = await session.scalar(select(MediaFile.id).where(MediaFile.extra_kind.is_not(None)))
    trailer = await cinema.plan(film, file_id=str(extra_id))
    assert trailer["is_extra"]
    assert await keep(cinema, trailer, "audio", pick(trailer["audio_tracks"][1])) == 204
    assert await keep(cinema, trailer, "subtitles", {"track": pick(trailer["subtitle_tracks"][0])}) == 204
    plan = await cinema.plan(film)
    assert (plan["audio_index"], plan["subtitle_id"]) == (trailer["audio_index"], None)


async def test_a_film_without_the_chosen_track_plays_as_the_profile_has_it(cinema: Cinema) -> None:
    first = await cinema.add_film("many-tracks.mkv", "Show", episode_number=1, **SHOW)
    second = await cinema.add_film("h264.mp4", "Show", episode_number=2, **SHOW)
    plan = await cinema.plan(first)
    await keep(cinema, plan, "audio", {"language": "ja", "title": "x" * 4000})
    await keep(cinema, plan, "subtitles", {"track": {"language": "ja", "title": None}})
    after = await cinema.plan(second)
    assert (after["is_playable"], after["subtitle_id"]) == (True, None)
    assert await keep(cinema, plan, "audio", {"language": "j" * 17, "title": None}) == 422
