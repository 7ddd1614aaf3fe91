"""Kino's segments as bench_remux measures them: the route with its authorisation and its worker processes.

python -m benchmarks.segment_server PORT FILE…
"""

import sys
from pathlib import Path
from uuid import UUID

import uvicorn
from starlette.types import Receive, Scope, Send

from kino.core.clock import now
from kino.core.quick_start import calm_collector
from kino.core.workers import WorkerPool
from kino.features.playback.parts.hls import Hls
from kino.features.playback.parts.hls_film import Cut, HlsFilm, lay_out
from kino.features.playback.parts.live_playbacks import LivePlayback, LivePlaybacks
from kino.features.playback.parts.piece_cache import PieceCache
from kino.features.playback.parts.segment_maker import SegmentMaker
from kino.features.playback.parts.transcoder import Transcoder
from kino.media.capabilities import ClientCapabilities
from kino.media.ffmpeg import find_ffmpeg
from kino.media.keyframes import read_keyframes
from kino.media.probe import probe_file
from kino.media.sandbox import apply_sandbox

KEY = b"benchmark" * 4
PLAYBACK_ID = UUID("0190f0a0-0000-7000-8000-000000000001")


def film_id(number: int) -> UUID:
    """The id of the film that was named as number `number` on the command line."""
    return UUID(int=PLAYBACK_ID.int + 1 + number)


def live_playbacks(films: dict[UUID, HlsFilm]) -> tuple[LivePlaybacks, LivePlayback]:
    """One playback that may read all these films and stays alive."""
    playback = LivePlayback(
        id=PLAYBACK_ID,
        account_id=PLAYBACK_ID,
        profile_id=PLAYBACK_ID,
        session_id=PLAYBACK_ID,
        library_id=PLAYBACK_ID,
        item_id=PLAYBACK_ID,
        files={},
        films=films,
        method="hls",
        duration_s=None,
        started_at=now(),
        heard_s=float("inf"),
    )
    playbacks = LivePlaybacks()
    playbacks.set_key(KEY)
    playbacks.add(playback)
    return playbacks, playback


def lay_out_film(path: Path) -> HlsFilm:
    """The film as a scan and a plan leave it for a browser that takes H.264 and AAC."""
    facts = path.stat()
    capabilities = ClientCapabilities(answers={"avc1.640034": True, "mp4a.40.2": True})
    info = probe_file(path)
    cut = Cut(info, bytes(path), (facts.st_size, facts.st_mtime_ns), capabilities, None)
    return lay_out(cut, read_keyframes(path))


def transcoder(playbacks: LivePlaybacks) -> Transcoder:
    """One that nobody asks for anything."""
    cache = PieceCache(Path("/nowhere"), 0)
    return Transcoder(
        cache, 1, lambda one: playbacks.find(one) is not None, lambda: find_ffmpeg(None, Path())
    )


class SegmentServer:
    """The segment route alone, as an ASGI application."""

    def __init__(self, paths: list[Path]) -> None:
        films = {film_id(number): lay_out_film(path) for number, path in enumerate(paths)}
        self._playbacks, _ = live_playbacks(films)
        self._hls: Hls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            packager = SegmentMaker(WorkerPool(2, initializer=apply_sandbox))
            self._hls = Hls(self._playbacks, packager, transcoder(self._playbacks))
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self._hls.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await self._hls(scope, receive, send)


def main() -> None:
    calm_collector()
    uvicorn.run(
        SegmentServer([Path(path) for path in sys.argv[2:]]),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        timeout_keep_alive=75,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
