"""Lines over HTTP: of a film and of files beside it, shown to whom, and refused."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from kino.core.ids import new_id
from kino.features.catalog.models import MediaFile, Sidecar
from kino.features.libraries.queries import replace_account_access
from tests.media.clips import Clips
from tests.support.cinema import Cinema

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def add_film(cinema: Cinema, clips: Clips) -> UUID:
    placed = await cinema.add_file("many-tracks.mkv", clips.get("many-tracks.mkv"), title="Many tracks")
    return placed.file_id


async def add_beside(cinema: Cinema, file_id: UUID, name: str, content: bytes, language: str) -> UUID:
    path = cinema.root / name
    path.write_bytes(content)
    facts = path.stat()
    sidecar_id = new_id()
    async with cinema.database.write() as session:
        session.add(
            Sidecar(
                id=sidecar_id,
                folder_id=cinema.folder_id,
                path=name.encode(),
                directory=b"",
                size_bytes=facts.st_size,
                mtime_ns=facts.st_mtime_ns,
                kind="subtitle",
                file_id=file_id,
                language=language,
            )
        )
    return sidecar_id


async def test_lines_of_all_tracks_come_with_one_question(cinema: Cinema, clips: Clips) -> None:
    file_id = await add_film(cinema, clips)
    old = "1\n00:00:01,000 --> 00:00:02,000\n<script>Привет</script>\n".encode("cp1251")
    beside_id = await add_beside(cinema, file_id, "many-tracks.ru.srt", old, "ru")
    await add_beside(cinema, file_id, "many-tracks.idx", b"pictures", "en")
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    told = (await anna.client.get(f"/api/subtitles/{file_id}")).json()
    assert [(one["id"], one["language"], one["is_forced"]) for one in told["tracks"]] == [
        ("3", "en", False),
        ("4", "fr", True),
        (str(beside_id), "ru", False),
    ]
    first = (await anna.client.get(f"/api/subtitles/{file_id}/pieces/0")).json()
    line = {"start_s": 0.5, "end_s": 2.0, "text": "Hello there"}
    assert first["tracks"] == [{"track_id": "3", "lines": [line]}, {"track_id": "4", "lines": [line]}]
    later = (await anna.client.get(f"/api/subtitles/{file_id}/pieces/1")).json()
    assert [one["lines"] for one in later["tracks"]] == [[], []]
    beside = (await anna.client.get(f"/api/subtitles/{file_id}/beside/{beside_id}")).json()
    assert beside["tracks"][0]["lines"] == [{"start_s": 1.0, "end_s": 2.0, "text": "Привет"}]


async def test_lines_of_an_unseen_library_do_not_exist(cinema: Cinema, clips: Clips) -> None:
    file_id = await add_film(cinema, clips)
    beside_id = await add_beside(cinema, file_id, "many-tracks.en.srt", b"", "en")
    seeing = await cinema.house.add_member("anna", sees_all_libraries=False)
    other = await cinema.house.add_member("otto", sees_all_libraries=False)
    async with cinema.database.write() as session:
        await replace_account_access(session, seeing.account_id, [cinema.library_id])
    stranger = await cinema.house.client()
    base = f"/api/subtitles/{file_id}"
    for path in (base, f"{base}/pieces/0", f"{base}/beside/{beside_id}"):
        assert (await seeing.client.get(path)).status_code == 200, path
        assert (await other.client.get(path)).status_code == 404, path
        assert (await stranger.get(path)).status_code == 401, path


@SQLITE
async def test_addresses_of_lines_name_nothing_else(cinema: Cinema, clips: Clips) -> None:
    file_id = await add_film(cinema, clips)
    pictures_id = await add_beside(cinema, file_id, "many-tracks.sup", b"pictures", "en")
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    base = f"/api/subtitles/{file_id}"
    for path in (
        f"{base}/pieces/-1",
        f"{base}/pieces/9999999",
        f"{base}/beside/{pictures_id}",
        f"{base}/beside/{new_id()}",
        f"{base}/beside/..%2F..%2Fetc",
        f"/api/subtitles/{new_id()}/pieces/0",
    ):
        assert (await anna.client.get(path)).status_code in (404, 422), path


@SQLITE
@pytest.mark.parametrize("harm", ["changed", "gone", "leaves", "away"])
async def test_film_that_cannot_be_read_is_a_reason(
    cinema: Cinema, clips: Clips, tmp_path: Path, harm: str
) -> None:
    file_id = await add_film(cinema, clips)
    path = cinema.root / "many-tracks.mkv"
    if harm == "changed":
        path.write_bytes(b"another film")
    elif harm == "gone":
        path.unlink()
    elif harm == "leaves":
        path.rename(tmp_path / "elsewhere.mkv")
        path.symlink_to(tmp_path / "elsewhere.mkv")
    else:
        async with cinema.database.write() as session:
            away = update(MediaFile).where(MediaFile.id == file_id).values(away_at=MediaFile.added_at)
            await session.execute(away)
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    refused = await anna.client.get(f"/api/subtitles/{file_id}/pieces/0")
    assert (refused.status_code, refused.json()["error"]) == (422, "SubtitlesUnreadable")
    assert "Traceback" not in refused.json()["detail"]
