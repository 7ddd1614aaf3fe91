"""/api/hls: playlists and segments of films, as raw ASGI in front of the framework.

An address is `/api/hls/{playback}/{file}/{signature}/…`; what follows is the same for all viewers:

    master.m3u8                   what there is, as this client can take it
    v0/copy/index.m3u8            where a track is cut
    v0/copy/init.mp4, 17.m4s      the track itself; a1/aac/… is a sound converted to AAC, v0/720p/… a picture
                                  converted to H.264 of 720 lines
"""

import re
from typing import cast

import structlog
from starlette.types import Receive, Scope, Send

from kino.core.workers import WorkerError
from kino.features.playback.errors import MediaLinkInvalid, PlaybackEnded, TooManyConversions
from kino.features.playback.parts.hls_film import (
    INIT_NAME,
    MASTER_NAME,
    MEDIA_TYPE,
    PLAYLIST_NAME,
    HlsFilm,
    Picture,
)
from kino.features.playback.parts.live_playbacks import LivePlayback, LivePlaybacks
from kino.features.playback.parts.plain_answers import Header, send_bytes, send_refusal
from kino.features.playback.parts.segment_maker import SegmentMaker
from kino.features.playback.parts.transcoder import Transcoder
from kino.features.playback.parts.unless_left import ViewerLeft, unless_left
from kino.media.errors import MediaError
from kino.media.packaging.packager import Form

log = structlog.get_logger(__name__)

PREFIX = "/api/hls/"
_TRACK = re.compile(r"(?P<track>[va]\d{1,5})/(?P<form>copy|aac|\d{3,4}p)/(?P<leaf>[\w.]{1,20})")
_SEGMENT = re.compile(r"(\d{1,6})\.m4s")
# The same for ever: another file has another address.
_KEEP: Header = (b"cache-control", b"private, max-age=3600, immutable")
_ASK_AGAIN: Header = (b"cache-control", b"private, no-cache")


class Hls:
    """Delivers playlists and segments of live playbacks."""

    def __init__(self, playbacks: LivePlaybacks, maker: SegmentMaker, transcoder: Transcoder) -> None:
        self._playbacks = playbacks
        self._maker = maker
        self._transcoder = transcoder

    async def close(self) -> None:
        """Worker processes and encoders have ended."""
        await self._transcoder.close()
        await self._maker.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await send_bytes(send, b"", [(b"allow", b"GET, HEAD")], status=405)
            return
        is_head = scope["method"] == "HEAD"
        try:
            playback, film, leaf = self._authorise(scope["path"])
            body, headers = await unless_left(receive, self._answer(playback, film, leaf))
        except ViewerLeft:
            return
        except (MediaLinkInvalid, PlaybackEnded) as refusal:
            await send_refusal(send, refusal)
        except (MediaError, WorkerError, TooManyConversions) as failure:
            log.warning("a segment could not be made", path=scope["path"], reason=failure.message)
            await send_refusal(send, failure)
        else:
            await send_bytes(send, body, headers, is_head=is_head)

    def _authorise(self, path: str) -> tuple[LivePlayback, HlsFilm, str]:
        parts = path.removeprefix(PREFIX).split("/", 3)
        if len(parts) < 4:
            raise MediaLinkInvalid("This is not the address of a stream.")
        playback, file_id = self._playbacks.authorise(*parts[:3])
        film = playback.films.get(file_id)
        if film is None:
            raise MediaLinkInvalid("The address of this stream was altered.")
        return playback, film, parts[3]

    async def _answer(self, playback: LivePlayback, film: HlsFilm, leaf: str) -> tuple[bytes, list[Header]]:
        if leaf == MASTER_NAME:
            return film.master.encode(), _playlist_headers()
        named = _TRACK.fullmatch(leaf)
        track = film.find_track(named["track"]) if named else None
        if named is None or track is None:
            raise MediaLinkInvalid("This film has no such track.")
        form, name = named["form"], named["leaf"]
        picture = film.find_picture(track, form)
        if picture is None and form != "copy" and (form != "aac" or track.kind != "audio"):
            raise MediaLinkInvalid("This film has no such track.")
        if name == PLAYLIST_NAME:
            return film.write_playlist().encode(), _playlist_headers()
        number = _read_number(name, film)
        if picture is not None:
            body = await self._convert(playback, film, picture, number)
        else:
            body = await self._maker.make(film.wish(track, cast("Form", form), number))
        kind = b"video/mp4" if track.kind == "video" else b"audio/mp4"
        return body, [(b"content-type", kind), _KEEP]

    async def _convert(
        self, playback: LivePlayback, film: HlsFilm, picture: Picture, number: int | None
    ) -> bytes:
        if number is None:
            return await self._transcoder.read_init(picture, playback.id, film.position_s)
        return await self._transcoder.read_segment(picture, playback.id, film.span_of(number))


def _read_number(name: str, film: HlsFilm) -> int | None:
    """The number of a segment; None for the init segment. Raises MediaLinkInvalid for anything else."""
    if name == INIT_NAME:
        return None
    numbered = _SEGMENT.fullmatch(name)
    if numbered is None or int(numbered[1]) >= len(film.timeline):
        raise MediaLinkInvalid("This track has no such segment.")
    return int(numbered[1])


def _playlist_headers() -> list[Header]:
    return [(b"content-type", MEDIA_TYPE.encode()), _ASK_AGAIN]
