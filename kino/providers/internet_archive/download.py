"""Fetches one file of an item: resumed where it stopped, checked against what the source publishes.

The bytes grow in a folder that no library looks into; only a whole and checked file is renamed into place.
"""

import asyncio
import contextlib
import errno
import hashlib
import json
import os
import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kino.core.clock import monotonic_s
from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.errors import (
    ArchiveItemNotFound,
    ArchiveRefused,
    ArchiveUnreachable,
    DownloadCancelled,
    DownloadCorrupt,
    DownloadTooLarge,
    DownloadTooSlow,
    NotEnoughSpace,
)
from kino.providers.internet_archive.metadata import ArchiveFile, ArchiveItem

if TYPE_CHECKING:
    import httpx2

Progress = Callable[[int, int], Awaitable[None]]

_CHUNK_BYTES = 1024 * 1024
_PROGRESS_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """Bounds of one download.

    reserve_bytes: stays free on the disk.
    attempts:      connections in a row that bring nothing, then it gives up.
    backoff_s:     wait after the first of them, doubled each time.
    """

    max_bytes: int = 4 * 1024**3
    max_s: float = 6 * 3600
    reserve_bytes: int = 256 * 1024**2
    attempts: int = 5
    backoff_s: float = 1.0


async def _ignore(done_bytes: int, total_bytes: int) -> None: ...


class Download:
    """One file on its way; call `run` once.

    target:       where the finished file goes; its folder is made.
    incoming_dir: outside every library; the unfinished file lives there, found again by the next run.
    on_progress:  awaited with (done_bytes, total_bytes), at most twice a second, and at both ends.
    cancel:       when set, the download stops at the next chunk and keeps what it has.
    """

    def __init__(
        self,
        client: InternetArchive,
        item: ArchiveItem,
        file: ArchiveFile,
        target: Path,
        incoming_dir: Path,
        *,
        on_progress: Progress = _ignore,
        cancel: asyncio.Event | None = None,
        limits: DownloadLimits | None = None,
    ) -> None:
        if not file.size_bytes or not (file.sha1 or file.md5):
            raise ArchiveRefused(f"archive.org publishes no size or checksum of {file.name}.")
        self._client = client
        self._url = f"{client.base_url}{item.download_path(file)}"
        self._file = file
        self._size_bytes = file.size_bytes
        self._target = target
        name = hashlib.sha256(f"{item.identifier}/{file.name}".encode()).hexdigest()[:24]
        self._part = incoming_dir / f"{name}.part"
        self._note = incoming_dir / f"{name}.json"
        self._on_progress = on_progress
        self._cancel = cancel or asyncio.Event()
        self._limits = limits or DownloadLimits()
        self._reported_at_s = 0.0

    async def run(self) -> Path:
        """Fetches, checks and places the file; returns the target.

        Raises ArchiveUnreachable, ArchiveRefused, ArchiveItemNotFound, HostNotAllowed, DownloadCorrupt,
        DownloadTooLarge, DownloadTooSlow, DownloadCancelled, NotEnoughSpace.
        """
        if self._size_bytes > self._limits.max_bytes:
            raise DownloadTooLarge(
                f"{self._file.name} has {self._size_bytes} bytes; {self._limits.max_bytes} are allowed."
            )
        await asyncio.to_thread(self._prepare)
        try:
            async with asyncio.timeout(self._limits.max_s):
                await self._fetch_all()
        except TimeoutError:
            raise DownloadTooSlow(f"{self._file.name} took longer than {self._limits.max_s:.0f} s.") from None
        await asyncio.to_thread(self._check)
        await asyncio.to_thread(self._place)
        await self._on_progress(self._size_bytes, self._size_bytes)
        return self._target

    def _prepare(self) -> None:
        self._part.parent.mkdir(parents=True, exist_ok=True)
        note = self._read_note()
        # A part of another version of the file is of no use.
        if note.get("checksum") != self._checksum or self._done_bytes > self._size_bytes:
            self._forget()
            self._write_note({"checksum": self._checksum})
        free_bytes = shutil.disk_usage(self._part.parent).free
        wanted_bytes = self._size_bytes - self._done_bytes + self._limits.reserve_bytes
        if free_bytes < wanted_bytes:
            raise NotEnoughSpace(
                f"{self._file.name} needs {wanted_bytes} bytes of free space, {free_bytes} are left. "
                "Free some and retry."
            )

    async def _fetch_all(self) -> None:
        idle, best_bytes = 0, self._done_bytes
        while self._done_bytes < self._size_bytes:
            try:
                await self._fetch_rest()
            except (ArchiveUnreachable, _TryLater) as error:
                # Counted anew whenever it got further than ever: a long download may break many times,
                # but starting over and over is no progress.
                idle = 0 if self._done_bytes > best_bytes else idle + 1
                best_bytes = max(best_bytes, self._done_bytes)
                if idle >= self._limits.attempts:
                    raise error.reason if isinstance(error, _TryLater) else error from None
                wait_s = self._limits.backoff_s * 2**idle * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries
                await self._pause(max(wait_s, getattr(error, "wait_s", 0.0)))

    async def _pause(self, wait_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._cancel.wait()
        self._stop_if_cancelled()

    def _stop_if_cancelled(self) -> None:
        if self._cancel.is_set():
            raise DownloadCancelled(f"The download of {self._file.name} was stopped; it can go on later.")

    async def _fetch_rest(self) -> None:
        """One connection: asks for what is missing and writes what comes."""
        self._stop_if_cancelled()
        offset_bytes = self._done_bytes
        # Compressed in transit, ranges would count other bytes.
        headers = {"Accept-Encoding": "identity"}
        if offset_bytes:
            headers["Range"] = f"bytes={offset_bytes}-"
            if validator := self._read_note().get("validator"):
                headers["If-Range"] = validator
        async with self._client.open_stream(self._url, headers) as response:
            offset_bytes = self._judge(response, offset_bytes)
            await asyncio.to_thread(self._keep_validator, response)
            await self._write_body(response, offset_bytes)

    def _judge(self, response: "httpx2.Response", asked_bytes: int) -> int:
        """Where the answer's first byte belongs; raises when it is no answer to go on with."""
        status = response.status_code
        if status == 200:
            return 0
        if status == 206 and asked_bytes:
            start, _, total = response.headers.get("content-range", "").removeprefix("bytes ").partition("/")
            if start.partition("-")[0] == str(asked_bytes) and total in {str(self._size_bytes), "*"}:
                return asked_bytes
        if status in {206, 416}:
            # The part does not fit what the source has now: begin again.
            self._part.unlink(missing_ok=True)
            raise _TryLater(ArchiveRefused(f"archive.org refused to continue {self._file.name}."), 0)
        if status in {401, 403, 404, 410}:
            raise ArchiveItemNotFound(f"archive.org does not give out {self._file.name} (answer {status}).")
        refused = ArchiveRefused(f"archive.org answered {status} for {self._file.name}.")
        if status == 429 or status >= 500:
            raise _TryLater(refused, _retry_after_s(response))
        raise refused

    async def _write_body(self, response: "httpx2.Response", offset_bytes: int) -> None:
        done_bytes = offset_bytes
        part = await asyncio.to_thread(self._open_part, offset_bytes)
        buffer = bytearray()
        try:
            await self._report(done_bytes, force=True)
            async for chunk in response.aiter_raw():
                done_bytes += len(chunk)
                if done_bytes > self._size_bytes:
                    await asyncio.to_thread(self._forget)
                    raise DownloadTooLarge(
                        f"archive.org sent more than the {self._size_bytes} bytes of {self._file.name}."
                    )
                buffer += chunk
                self._stop_if_cancelled()
                if len(buffer) >= _CHUNK_BYTES:
                    await asyncio.to_thread(_write, part, bytes(buffer))
                    buffer.clear()
                    await self._report(done_bytes)
        finally:
            # Whatever ended it, what came is kept: a line that breaks every few seconds still gets there.
            _write(part, bytes(buffer))
            os.close(part)
        if done_bytes < self._size_bytes:
            raise ArchiveUnreachable(f"The connection ended after {done_bytes} of {self._size_bytes} bytes.")

    def _open_part(self, offset_bytes: int) -> int:
        part = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        os.ftruncate(part, offset_bytes)
        os.lseek(part, offset_bytes, os.SEEK_SET)
        return part

    async def _report(self, done_bytes: int, force: bool = False) -> None:
        if force or monotonic_s() - self._reported_at_s >= _PROGRESS_EVERY_S:
            self._reported_at_s = monotonic_s()
            await self._on_progress(done_bytes, self._size_bytes)

    def _check(self) -> None:
        """Reads the whole file: a resumed part was written by another process, maybe before a crash."""
        name = "sha1" if self._file.sha1 else "md5"
        with self._part.open("rb") as part:
            # Not for security: it is the checksum that the source publishes.
            found = hashlib.file_digest(part, lambda: hashlib.new(name, usedforsecurity=False)).hexdigest()
        if self._done_bytes != self._size_bytes or f"{name}:{found}" != self._checksum:
            self._forget()
            raise DownloadCorrupt(
                f"{self._file.name} arrived damaged: its {name} is {found}, archive.org says "
                f"{self._checksum.partition(':')[2]}. It was deleted."
            )

    def _place(self) -> None:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        # Others (a media folder's group, a backup) may read a finished film.
        self._part.chmod(0o644)
        _sync(self._part)
        try:
            self._part.replace(self._target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            # The library is on another disk: copied under a hidden name, which scans pass over.
            hidden = self._target.with_name(f".{self._target.name}.part")
            try:
                shutil.copyfile(self._part, hidden)
                _sync(hidden)
                hidden.replace(self._target)
            finally:
                hidden.unlink(missing_ok=True)
        _sync(self._target.parent)
        self._forget()

    @property
    def _checksum(self) -> str:
        return f"sha1:{self._file.sha1}" if self._file.sha1 else f"md5:{self._file.md5}"

    @property
    def _done_bytes(self) -> int:
        try:
            return self._part.stat().st_size
        except FileNotFoundError:
            return 0

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _keep_validator(self, response: "httpx2.Response") -> None:
        """What If-Range needs next time: a strong ETag, else the date (RFC 9110 §13.1.5)."""
        etag = response.headers.get("etag", "")
        validator = etag if etag.startswith('"') else response.headers.get("last-modified")
        self._write_note({"checksum": self._checksum, **({"validator": validator} if validator else {})})

    def _read_note(self) -> dict[str, str]:
        try:
            note = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in note.items()} if isinstance(note, dict) else {}

    def _write_note(self, note: dict[str, str]) -> None:
        self._note.write_text(json.dumps(note))


class _TryLater(Exception):
    """An answer that may be better next time; reason is what to say when it never is."""

    def __init__(self, reason: ArchiveRefused, wait_s: float) -> None:
        super().__init__(reason.message)
        self.reason = reason
        self.wait_s = wait_s


def _retry_after_s(response: "httpx2.Response") -> float:
    """What the source asks for, in seconds, bounded: a date or nonsense counts as none."""
    try:
        return min(120.0, max(0.0, float(response.headers.get("retry-after", "0"))))
    except ValueError:
        return 0.0


def _write(part: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        try:
            view = view[os.write(part, view) :]
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            raise NotEnoughSpace("The disk is full; free some space and the download goes on.") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
