"""Viewers of a film in segments for bench_fanout, in their own process: each as hls.js plays.

    python -m benchmarks.hls_load < wish.json

The wish is what LoadWish.from_json reads; one JSON line is printed at the end, what LoadOutcome.from_json
reads. A viewer loads picture and sound side by side on a connection each, one segment at a time, as long as
less than FULL_BUFFER_S are ahead of it. It plays in real time once START_BUFFER_S of both are there, and
reports as the player of the web app does. It is starved when its buffer ran dry before the film's end; like a
real one it then waits, and plays on when the segment has come.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self, cast
from urllib.parse import urljoin

import uvloop

from benchmarks.harness import MIB

# maxBufferLength of the web app's hls.js.
FULL_BUFFER_S = 30.0
# As in viewer_load. Whoever begins at the end of a segment and needs the next one at once is still starting.
START_BUFFER_S = 1.0
REPORT_EVERY_S = 10.0
# A playlist of a long film is smaller.
_KEPT_BYTES = 512 * 1024
_SOUND = re.compile(r'#EXT-X-MEDIA:TYPE=AUDIO.*URI="([^"]+)"')
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
# What came is counted and forgotten; all connections of this one thread may write into the same place.
_SCRATCH = memoryview(bytearray(MIB))


@dataclass(frozen=True, slots=True)
class ViewerWish:
    """master: path of the playlist. report: path that reports go to. cookie: of its session."""

    master: str
    report: str
    cookie: str
    position_s: float


@dataclass(frozen=True, slots=True)
class LoadWish:
    """join_s: within which all viewers begin, one after the other. seconds: after which all leave."""

    port: int
    seconds: float
    join_s: float
    viewers: list[ViewerWish]

    def to_json(self) -> str:
        """For the standard input of this module."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What to_json wrote."""
        told = json.loads(text)
        told["viewers"] = [ViewerWish(**one) for one in told["viewers"]]
        return cls(**told)


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What the viewers saw.

    starved_after_s: of each starved viewer, when its buffer first ran dry, in seconds since it came; of one
                     who never began to play, when it left.
    film_s:          seconds of film that came, picture and sound both, of all.
    start_ms:        from asking for the first playlist to playing.
    cpu_s:           what this process itself used.
    """

    starved_after_s: list[float]
    film_s: float
    taken_bytes: int
    start_ms: list[float]
    cpu_s: float
    wall_s: float

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The last line that this module prints."""
        return cls(**json.loads(text))


class Connection(asyncio.BufferedProtocol):
    """One keep-alive connection, one request at a time; of long answers only the beginning is kept."""

    def __init__(self) -> None:
        self.taken_bytes = 0
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[bytes] | None = None
        self._kept = bytearray()
        self._came_bytes = 0
        self._whole_bytes: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    async def ask(self, head: str, body: bytes = b"") -> bytes:
        """The body of the answer, or its beginning. Raises SystemExit for one that is not a success."""
        assert self._transport is not None
        self._kept.clear()
        self._came_bytes, self._whole_bytes = 0, None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + b"\r\n\r\n" + body)
        answer = await self._waiting
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")):
            raise SystemExit(f"refused: {head.splitlines()[0]}: {answer[:1000]!r}")
        return answer.partition(b"\r\n\r\n")[2]

    def get_buffer(self, sizehint: int) -> memoryview:
        return _SCRATCH

    def buffer_updated(self, nbytes: int) -> None:
        self.taken_bytes += nbytes
        self._came_bytes += nbytes
        self._kept += _SCRATCH[: min(nbytes, _KEPT_BYTES - len(self._kept))]
        if self._whole_bytes is None:
            head, end, _ = bytes(self._kept).partition(b"\r\n\r\n")
            if not end:
                return
            length = _LENGTH.search(head)
            self._whole_bytes = len(head) + len(end) + (int(length[1]) if length else 0)
        if self._came_bytes >= self._whole_bytes and self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(bytes(self._kept))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(SystemExit(f"the server closed a viewer's connection: {exc}"))

    def close(self) -> None:
        """No answer is awaited any more."""
        if self._transport is not None:
            self._transport.abort()


@dataclass(slots=True)
class Track:
    """A playlist, and how far it has come. ends_s: where each segment ends; loaded_s: of the film."""

    address: str
    connection: Connection
    names: Sequence[str] = ()
    ends_s: Sequence[float] = ()
    init: str = ""
    loaded_s: float = 0.0

    def read(self, playlist: str) -> None:
        """What RFC 8216 lists."""
        found = re.search(r'#EXT-X-MAP:URI="([^"]+)"', playlist)
        self.init = found[1] if found else ""
        at_s, names, ends_s = 0.0, [], []
        for line in playlist.splitlines():
            if line.startswith("#EXTINF:"):
                at_s += float(line[8:].split(",")[0])
                ends_s.append(at_s)
            elif line and not line.startswith("#"):
                names.append(line)
        self.names, self.ends_s = names, ends_s


@dataclass(slots=True)
class Viewer:
    """One viewer's clock and buffer."""

    wish: ViewerWish
    port: int
    starved_after_s: float | None = None
    start_ms: float | None = None
    tracks: list[Track] = field(default_factory=list)
    _connections: list[Connection] = field(default_factory=list)
    _asked_s: float = 0.0
    _stood_s: float = 0.0
    _plays_since_s: float | None = None

    async def watch(self, delay_s: float) -> None:
        """Plays until it is cancelled."""
        await asyncio.sleep(delay_s)
        self._asked_s = time.monotonic()
        first = await self._connect()
        address = self.wish.master
        master = (await first.ask(self._get(address))).decode()
        sound = _SOUND.search(master)
        picture = next(line for line in master.splitlines() if line and not line.startswith("#"))
        self._stood_s = self.wish.position_s
        self.tracks = [Track(urljoin(address, picture), first)]
        if sound:
            self.tracks.append(Track(urljoin(address, sound[1]), await self._connect()))
        async with asyncio.TaskGroup() as tasks:
            for track in self.tracks:
                tasks.create_task(self._load(track))
            tasks.create_task(self._report())

    def judge(self, now_s: float) -> None:
        """Notes when what was to be played now has not come, and stands still where it ended."""
        if self._plays_since_s is None:
            return
        loaded_s, late_s = self.loaded_s, self._position_s(now_s) - self.loaded_s
        if late_s >= 0 and loaded_s < self.tracks[0].ends_s[-1]:
            self._note_starved(now_s - late_s)
            self._stood_s, self._plays_since_s = loaded_s, None

    def leave(self, now_s: float) -> None:
        """The evening is over; who has not begun to play by now was kept waiting worse than anybody."""
        self.judge(now_s)
        if self.start_ms is None:
            self._note_starved(now_s)
        for one in self._connections:
            one.close()

    @property
    def loaded_s(self) -> float:
        """Up to where both picture and sound are there."""
        return min((track.loaded_s for track in self.tracks), default=0.0)

    @property
    def _can_play(self) -> bool:
        return self.loaded_s >= min(self._stood_s + START_BUFFER_S, self.tracks[0].ends_s[-1])

    @property
    def film_s(self) -> float:
        """Seconds of film that came."""
        return max(0.0, self.loaded_s - self.wish.position_s)

    @property
    def taken_bytes(self) -> int:
        """Of all its connections."""
        return sum(one.taken_bytes for one in self._connections)

    def _note_starved(self, at_s: float) -> None:
        if self.starved_after_s is None:
            self.starved_after_s = at_s - self._asked_s

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, "127.0.0.1", self.port)
        self._connections.append(connection)
        return connection

    def _get(self, address: str) -> str:
        return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.wish.cookie}"

    def _position_s(self, now_s: float) -> float:
        return self._stood_s if self._plays_since_s is None else self._stood_s + now_s - self._plays_since_s

    def _room_s(self, track: Track) -> float:
        return self._position_s(time.monotonic()) + FULL_BUFFER_S - track.loaded_s

    async def _load(self, track: Track) -> None:
        track.read((await track.connection.ask(self._get(track.address))).decode())
        await track.connection.ask(self._get(urljoin(track.address, track.init)))
        for name, end_s in zip(track.names, track.ends_s, strict=True):
            if end_s <= self.wish.position_s:
                continue
            while (room_s := self._room_s(track)) <= 0:  # noqa: ASYNC110 - the buffer runs down with time
                await asyncio.sleep(max(0.01, -room_s))
            body = await track.connection.ask(self._get(urljoin(track.address, name)))
            if body and body[4:8] != b"moof":
                raise SystemExit(f"{track.address}: {name} is no segment: {body[:200]!r}")
            now_s = time.monotonic()
            self.judge(now_s)
            track.loaded_s = end_s
            if self._plays_since_s is None and self._can_play:
                self._plays_since_s = now_s
                if self.start_ms is None:
                    self.start_ms = (now_s - self._asked_s) * 1000

    async def _report(self) -> None:
        connection = await self._connect()
        while True:
            await asyncio.sleep(REPORT_EVERY_S)
            told: dict[str, Any] = {
                "position_s": self._position_s(time.monotonic()),
                "watched_s": REPORT_EVERY_S,
                "state": "playing",
            }
            body = json.dumps(told).encode()
            head = (
                f"POST {self.wish.report} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                f"Origin: http://127.0.0.1:{self.port}\r\nCookie: {self.wish.cookie}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}"
            )
            await connection.ask(head, body)


async def run(wish: LoadWish) -> LoadOutcome:
    """All viewers until their time is over."""
    viewers = [Viewer(one, wish.port) for one in wish.viewers]
    began_s, spent_s = time.monotonic(), time.process_time()
    try:
        async with asyncio.timeout(wish.seconds), asyncio.TaskGroup() as tasks:
            for number, viewer in enumerate(viewers):
                tasks.create_task(viewer.watch(wish.join_s * number / len(viewers)))
    except TimeoutError:
        pass  # so it ends
    now_s = time.monotonic()
    for viewer in viewers:
        viewer.leave(now_s)
    return LoadOutcome(
        starved_after_s=[one.starved_after_s for one in viewers if one.starved_after_s is not None],
        film_s=sum(one.film_s for one in viewers),
        taken_bytes=sum(one.taken_bytes for one in viewers),
        start_ms=[one.start_ms for one in viewers if one.start_ms is not None],
        cpu_s=time.process_time() - spent_s,
        wall_s=now_s - began_s,
    )


def main() -> None:
    wish = LoadWish.from_json(sys.stdin.read())
    print(json.dumps(asdict(uvloop.run(run(wish)))), flush=True)


if __name__ == "__main__":
    main()
