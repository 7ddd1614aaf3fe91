"""A player of HLS that knows nothing but addresses: what it asks for, and in which order."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import Any
from urllib.parse import urljoin

import httpx2

from tests.media.packets import read_fragments, read_timescale
from tests.support.hls_rules import Master, Media, read_master, read_media

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
# Of so many segments the numbers, each once, in the order in which they are asked for.
Order = Callable[[int], Sequence[int]]
Wish = Mapping[str, Any]

# A browser that opens no film as a file and decodes all that goes into segments, and one that is not so able.
DECODES_ALL: Wish = {
    "containers": [],
    "answers": {
        'video/mp4; codecs="avc1.640034"': True,
        'video/mp4; codecs="hvc1.1.6.L153.B0"': True,
        'video/mp4; codecs="av01.0.15M.08"': True,
        'video/mp4; codecs="vp09.00.51.08"': True,
        'audio/mp4; codecs="mp4a.40.2"': True,
        'audio/mp4; codecs="ac-3"': True,
        'audio/mp4; codecs="flac"': True,
        'audio/mp4; codecs="opus"': True,
    },
}
DECODES_LITTLE: Wish = {
    "containers": [],
    "answers": {'video/mp4; codecs="avc1.640034"': True, 'audio/mp4; codecs="mp4a.40.2"': True},
}


def in_order(count: int) -> Sequence[int]:
    """From the beginning to the end."""
    return range(count)


def backwards(count: int) -> Sequence[int]:
    """From the end to the beginning."""
    return range(count - 1, -1, -1)


def anyhow(count: int) -> Sequence[int]:
    """Seek after seek, hither and thither, the same way in every run."""
    numbers = list(range(count))
    random.Random(5).shuffle(numbers)
    return numbers


@dataclass(frozen=True, slots=True)
class Made:
    """A track, or some of it, as it came. segments: by number, ascending."""

    init: bytes
    segments: Mapping[int, bytes]

    @property
    def whole(self) -> bytes:
        """What a decoder is given."""
        return self.init + b"".join(self.segments.values())

    def first_shown_s(self, number: int) -> float:
        """When the first frame of a segment is shown, or heard."""
        return min(read_fragments(self.segments[number])[0].list_presented()) / read_timescale(self.init)

    @property
    def end_s(self) -> float:
        """When its last frame ends."""
        return read_fragments(self.segments[max(self.segments)])[-1].end / read_timescale(self.init)


@dataclass(frozen=True, slots=True)
class Track:
    """A media playlist. kind: "video" or "audio"."""

    http: httpx2.Client
    url: str
    kind: str
    playlist: Media

    @property
    def starts_s(self) -> list[float]:
        """Where its segments begin by what the playlist says, and where the last one ends."""
        places = [0.0]
        for segment in self.playlist.segments:
            places.append(places[-1] + float(segment.length_s))
        return places

    def list_cuts(self) -> list[tuple[int, float]]:
        """All segments but the first, and when they begin by what the playlist says."""
        return list(enumerate(self.starts_s[:-1]))[1:]

    def peak_bps(self, made: Made) -> float:
        """The largest rate of segments in a row that last half to one and a half of the target.

        Source: RFC 8216bis, section 4.1.
        """
        bits = [0, *accumulate(8 * len(segment) for segment in made.segments.values())]
        lengths_s = {
            (start, end): self.starts_s[end] - self.starts_s[start]
            for start, end in combinations(range(len(bits)), 2)
        }
        target_s = self.playlist.target_s
        return max(
            (bits[end] - bits[start]) / length_s
            for (start, end), length_s in lengths_s.items()
            if target_s / 2 <= length_s <= 1.5 * target_s
        )

    def fetch_init(self) -> bytes:
        """Its init segment."""
        return _fetch(self.http, urljoin(self.url, self.playlist.init_uri), f"{self.kind}/mp4")

    def fetch(self, number: int) -> bytes:
        """One of its segments."""
        return _fetch(self.http, urljoin(self.url, self.playlist.segments[number].uri), f"{self.kind}/mp4")

    def fetch_all(self, order: Order) -> Made:
        """All of it."""
        return self.fetch_some(order(len(self.playlist.segments)))

    def fetch_some(self, numbers: Sequence[int]) -> Made:
        """These segments, asked for in this order, and the init segment before them."""
        init = self.fetch_init()
        made = {number: self.fetch(number) for number in numbers}
        return Made(init, dict(sorted(made.items())))


@dataclass(frozen=True, slots=True)
class Showing:
    """A film that is being played. url: of its master playlist."""

    http: httpx2.Client
    plan: dict[str, Any]
    url: str

    def read_master(self) -> Master:
        """Its master playlist, held against the rules."""
        return read_master(_fetch(self.http, self.url, PLAYLIST_TYPE))

    def read_picture(self) -> Track:
        """The playlist of the picture, of which there is one."""
        (variant,) = self.read_master().variants
        return self._read_track(variant.uri, "video")

    def read_sound(self) -> Track:
        """The playlist of the first sound."""
        return self._read_track(self.read_master().sounds[0].uri, "audio")

    def read_tracks(self) -> list[Track]:
        """Picture and first sound."""
        return [self.read_picture(), self.read_sound()]

    def _read_track(self, uri: str, kind: str) -> Track:
        url = urljoin(self.url, uri)
        return Track(self.http, url, kind, read_media(_fetch(self.http, url, PLAYLIST_TYPE)))


@contextmanager
def playing(http: httpx2.Client, item_id: str, capabilities: Wish, **wish: object) -> Iterator[Showing]:
    """The item in segments, from its beginning if nothing else is wished, until the viewer has gone."""
    asked = {"capabilities": capabilities, "start_s": 0, **wish}
    answer = http.post(f"/api/playback/{item_id}", json=asked)
    assert answer.status_code == 200, answer.text
    plan = answer.json()
    assert (plan["method"], plan["is_playable"]) == ("hls", True), plan
    (part,) = plan["parts"]
    assert part["media_type"] == PLAYLIST_TYPE
    try:
        yield Showing(http, plan, urljoin(str(http.base_url), part["url"]))
    finally:
        http.delete(f"/api/playback/{plan['playback_id']}")


def _fetch(http: httpx2.Client, url: str, media_type: str) -> bytes:
    answer = http.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == media_type
    assert int(answer.headers["content-length"]) == len(answer.content)
    return bytes(answer.content)
