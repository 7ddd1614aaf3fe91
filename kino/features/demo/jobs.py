"""Background work of the demo: first something to play for every title, then the films themselves."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.errors import KinoError
from kino.core.jobs.interface import JobContext, JobKind, JobQueue, JobRegistry, JsonObject
from kino.core.workers import WorkerPool
from kino.features.demo import queries, service
from kino.features.demo.errors import FilmNotGivenOut, SourceOffline
from kino.features.demo.parts.desk import Activity, DemoDesk, Trouble
from kino.features.demo.parts.fetch_film import fetch_film
from kino.features.demo.parts.name_files import disk_path, list_files_in_turn, slug_of
from kino.features.demo.parts.place_library import DemoFile
from kino.features.demo.parts.put_pictures import put_pictures
from kino.features.demo.parts.stand_ins import draw_stand_in, move_whole
from kino.features.demo.parts.take_in import look_again, take_in
from kino.features.demo.queries import DemoPlace
from kino.features.demo.service import FETCH, PREPARE
from kino.features.scanner.parts.probe_files import probe_now
from kino.media.errors import FfmpegMissing
from kino.media.ffmpeg import FfmpegTool, find_ffmpeg
from kino.providers.internet_archive.client import InternetArchive

LANE = "demo"
# The line may be back soon; what a source refuses today it will hardly give out within the hour.
RETRY_S = 3600.0
RETRY_REFUSED_S = 86_400.0
STAYS_OFFLINE = "Kino was started to stay offline. Start it without --offline to fetch the films."


# The film that the home screen opens with is drawn and placed alone, so that Play works soon; then some more,
# then the rest. Every placing costs a scan, a probe and what follows them.
BATCHES = (1, 4)


class _Batch(NamedTuple):
    """Files whose stand-ins are placed together. first: how many were drawn before them."""

    first: int
    files: list[DemoFile]


def _list_batches(files: list[DemoFile]) -> list[_Batch]:
    batches: list[_Batch] = []
    start = 0
    for size in (*BATCHES, len(files)):
        batches.append(_Batch(start, files[start : start + size]))
        start += size
    return [batch for batch in batches if batch.files]


class DemoJobs:
    """The handlers, with what they work on."""

    def __init__(self, context: ServerContext) -> None:
        self._context = context
        self._database = context.database
        self._desk = context.part(DemoDesk)

    def register(self, registry: JobRegistry) -> None:
        """Make the kinds known."""
        registry.register(JobKind(PREPARE, self.prepare, lane=LANE))
        registry.register(JobKind(FETCH, self.fetch, lane=LANE))

    async def prepare(self, job: JobContext) -> JsonObject | None:
        """Every title has its pictures and something to play; what is there already is left alone."""
        place = await self._find_place(job)
        if place is None:
            return None
        await job.report(0, None, "demo.pictures")
        files = list_files_in_turn()
        found = {one.file.path for one in await look_again(self._context, place, files)}
        missing = [file for file in files if file.path not in found]
        made = await put_pictures(self._context, place, is_first_look=True)
        reasons: dict[str, str] = {}
        tool = await self._find_ffmpeg(missing) if missing else None
        for number, batch in enumerate(_list_batches(missing)):
            assert tool is not None
            if number == 1:
                # The first film shall play before the pictures of the others' pages keep the workers busy.
                await self._probe(place, missing[0])
                made += await put_pictures(self._context, place)
            reasons |= await self._draw_batch(job, place, tool, batch, len(missing))
        made += await put_pictures(self._context, place)
        await job.report(len(missing), len(missing), "demo.drawn")
        return {"picture_count": made, "drawn_count": len(missing) - len(reasons), "reasons": reasons}

    async def _find_ffmpeg(self, missing: list[DemoFile]) -> FfmpegTool:
        """Raises FfmpegMissing; every film that has no stand-in says so then."""
        configured, cache = self._context.settings.ffmpeg_path or None, self._context.part(DataFolder).cache
        try:
            return await asyncio.to_thread(find_ffmpeg, configured, cache)
        except FfmpegMissing as error:
            self._note_all(missing, f"No stand-in can be drawn. {error.message}", is_final=True)
            await service.keep_troubles(self._context)
            raise

    async def _draw_batch(
        self, job: JobContext, place: DemoPlace, tool: FfmpegTool, batch: _Batch, count: int
    ) -> dict[str, str]:
        """Stand-ins are drawn aside and come into their places together; reasons of those that did not."""
        reasons: dict[str, str] = {}
        drawn: list[DemoFile] = []
        try:
            for index, file in enumerate(batch.files, batch.first):
                job.raise_if_cancelled()
                await job.report(index, count, "demo.drawing", title=file.label)
                reason = await self._draw(tool, file)
                if reason is None:
                    drawn.append(file)
                else:
                    reasons[slug_of(file)] = reason
        finally:
            # Also those of a job that is stopped: they have cost their time.
            reasons |= await self._place_drawn(job, place, drawn)
        return reasons

    async def _draw(self, tool: FfmpegTool, file: DemoFile) -> str | None:
        """The stand-in lies aside, or the reason why it does not."""
        service.tell(self._context, file, Activity("drawing"))
        try:
            await draw_stand_in(tool, file.label, file.backdrop, self._aside(file))
        except (KinoError, OSError) as error:
            return await self._note_undrawn(file, error)
        except BaseException:
            service.tell(self._context, file, None)
            raise
        return None

    def _aside(self, file: DemoFile) -> Path:
        return self._desk.incoming / "drawn" / f"{slug_of(file)}.mp4"

    async def _place_drawn(self, job: JobContext, place: DemoPlace, drawn: list[DemoFile]) -> dict[str, str]:
        """One look of the scanner and one probe for all of them, not one for each."""
        if await self._find_place(job) != place:
            await asyncio.to_thread(shutil.rmtree, self._desk.incoming / "drawn", ignore_errors=True)
            return {}
        reasons: dict[str, str] = {}
        placed: list[DemoFile] = []
        for file in drawn:
            target = Path(os.fsdecode(place.root)) / file.path
            try:
                await asyncio.to_thread(move_whole, self._aside(file), target)
                self._desk.troubles.pop(slug_of(file), None)
                placed.append(file)
            except OSError as error:
                reasons[slug_of(file)] = await self._note_undrawn(file, error)
        if placed:
            await take_in(self._context, place, placed)
        for file in placed:
            service.tell(self._context, file, None)
        return reasons

    async def _probe(self, place: DemoPlace, file: DemoFile) -> None:
        """What is in the file is known, so that a plan needs to wait for nothing."""
        async with self._database.read() as session:
            row = (await queries.list_files(session, place.folder_id)).get(disk_path(file))
        if row is not None and not row.is_missing:
            await probe_now(self._database, self._context.part(WorkerPool), row.id)

    async def _note_undrawn(self, file: DemoFile, error: KinoError | OSError) -> str:
        reason = f"No stand-in could be drawn. {_sentence(error)}"
        self._note_all([file], reason, is_final=True)
        await service.keep_troubles(self._context)
        service.tell(self._context, file, None)
        return reason

    async def fetch(self, job: JobContext) -> JsonObject | None:
        """Every film that only has a stand-in is tried once, in turn; what is left is tried again later."""
        place = await self._find_place(job)
        if place is None:
            return None
        files = list_files_in_turn()
        found = await look_again(self._context, place, files)
        real = {one.file.path for one in found if not one.is_stand_in}
        wanted = [file for file in files if file.path not in real]
        fetched = await self._fetch_all(job, place, wanted) if wanted else 0
        await service.keep_troubles(self._context)
        left = len(wanted) - fetched
        if left and self._desk.may_fetch:
            await self._try_later(place)
        reasons = {slug: one.reason for slug, one in self._desk.troubles.items()}
        return {"fetched_count": fetched, "left_count": left, "reasons": reasons}

    async def _fetch_all(self, job: JobContext, place: DemoPlace, wanted: list[DemoFile]) -> int:
        if not self._desk.may_fetch:
            self._desk.is_offline = True
            self._note_all(wanted, STAYS_OFFLINE)
            return 0
        fetched = 0
        async with self._desk.open_archive() as client:
            for index, file in enumerate(wanted):
                job.raise_if_cancelled()
                if index:
                    await asyncio.sleep(self._desk.pause_s)
                try:
                    fetched += await self._fetch_one(job, client, place, file, index, len(wanted))
                except SourceOffline as error:
                    # Not about this film: the others would wait in vain, one timeout after the other.
                    self._desk.is_offline = True
                    self._note_all(wanted[index:], error.message)
                    return fetched
                self._desk.is_offline = False
        return fetched

    async def _fetch_one(
        self,
        job: JobContext,
        client: InternetArchive,
        place: DemoPlace,
        file: DemoFile,
        index: int,
        count: int,
    ) -> bool:
        """Whether the film is here now. Raises SourceOffline."""
        cancel = asyncio.Event()
        target = Path(os.fsdecode(place.root)) / file.path

        async def note(done_bytes: int, total_bytes: int) -> None:
            if job.is_cancelled:
                cancel.set()
            service.tell(self._context, file, Activity("fetching", done_bytes, total_bytes))
            facts = {"title": file.label, "done_bytes": done_bytes, "total_bytes": total_bytes}
            await job.report(index, count, "demo.fetching", **facts)

        service.tell(self._context, file, Activity("fetching"))
        try:
            incoming, limits = self._desk.incoming, self._desk.limits
            await fetch_film(client, file, target, incoming, on_progress=note, cancel=cancel, limits=limits)
            self._desk.troubles.pop(slug_of(file), None)
            return await take_in(self._context, place, [file])
        except SourceOffline:
            raise
        except (KinoError, OSError) as error:
            job.raise_if_cancelled()  # a download that was stopped is in no trouble
            self._note_all([file], _sentence(error), is_final=isinstance(error, FilmNotGivenOut))
            await service.keep_troubles(self._context)
            return False
        finally:
            service.tell(self._context, file, None)

    async def _find_place(self, job: JobContext) -> DemoPlace | None:
        """The library that the job is for; None when it was deleted meanwhile."""
        async with self._database.read() as session:
            place = await queries.find_place(session)
        return place if place is not None and str(place.library_id) == job.payload["library_id"] else None

    async def _try_later(self, place: DemoPlace) -> None:
        is_soon = self._desk.is_offline or any(not one.is_final for one in self._desk.troubles.values())
        delay_s = RETRY_S if is_soon else RETRY_REFUSED_S
        async with self._database.write() as session:
            queue = self._context.part(JobQueue)
            await service.enqueue_fetch(session, queue, place.library_id, delay_s=delay_s)

    def _note_all(self, files: list[DemoFile], reason: str, *, is_final: bool = False) -> None:
        for file in files:
            self._desk.troubles[slug_of(file)] = Trouble(reason, is_final)


def _sentence(error: KinoError | OSError) -> str:
    if isinstance(error, KinoError):
        return error.message
    return f"The demo's folder cannot be written to: {error.strerror or error}."
