"""A file as HLS: where it is cut, and what its playlists offer to one client.

The segments of a file are the same for everybody who may see it; only the master playlist is a client's own,
since it names for each sound track the form that this client can take.
"""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kino.media.capabilities import ClientCapabilities
from kino.media.decide import copies_sound
from kino.media.errors import UncuttableFilm
from kino.media.info import AudioStream, MediaInfo, VideoStream
from kino.media.keyframes import KeyframeIndex
from kino.media.packaging.packager import Form, SegmentWish, TrackWish
from kino.media.packaging.playlists import AudioRendition, VideoRendition, write_master, write_media
from kino.media.packaging.timeline import TARGET_S, Timeline, cut_at_keyframes
from kino.media.transcode.arguments import EncodeJob
from kino.media.transcode.ladder import Rung, best_lines, list_rungs
from kino.media.transcode.pieces import PieceGrid, cut_evenly

MEDIA_TYPE = "application/vnd.apple.mpegurl"
INIT_NAME, PLAYLIST_NAME, MASTER_NAME = "init.mp4", "index.m3u8", "master.m3u8"
# Above this a segment of the usual length would be dozens of megabytes.
_HIGH_BITRATE_BPS = 40_000_000
_HIGH_BITRATE_TARGET_S = 2.0
# Of the average: how much a segment may need at most. Nobody has looked at each of them.
_PEAK = 1.8
# More cannot be held in memory by those who make and who send it; such a picture is converted instead.
_MOST_SEGMENT_BYTES = 48 * 1024 * 1024
# Longer ones are no films, but files that lie about their length; every segment is a line of a playlist.
_LONGEST_S = 100 * 3600.0
_CONVERTED_CODEC, _CONVERTED_CHANNELS, _CONVERTED_BPS = "mp4a.40.2", 2, 192_000
# Where a file does not tell: the most that AC-3 has.
_UNTOLD_SOUND_BPS = 640_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A file's picture in one quality; equal for all who want the same. facts: size in bytes, time in ns."""

    job: EncodeJob
    facts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class HlsTrack:
    """A stream of the file. name: in addresses, "v0" or "a1", with the stream's number in the file."""

    name: str
    kind: Literal["video", "audio"]
    index: int


@dataclass(frozen=True, slots=True)
class HlsFilm:
    """A file that can be asked for segments.

    path:    resolved, as it was when the playback began.
    facts:   size in bytes and time in ns of it then; another file of the same name is refused.
    start_s: MediaInfo.start_s.
    pictures: qualities that the picture is converted to.
    position_s: where play begins.
    """

    path: bytes
    facts: tuple[int, int]
    start_s: float
    timeline: Timeline
    tracks: tuple[HlsTrack, ...]
    master: str
    pictures: tuple[Picture, ...] = ()
    position_s: float = 0.0

    @property
    def converted_to_px(self) -> int | None:
        """The lines of its converted picture; None where the picture stays as it is."""
        return self.pictures[0].job.rung.lines if self.pictures else None

    def find_track(self, name: str) -> HlsTrack | None:
        """The track of that name in an address."""
        return next((track for track in self.tracks if track.name == name), None)

    def find_picture(self, track: HlsTrack, name: str) -> Picture | None:
        """The quality of that name, of the track."""
        return next(
            (
                one
                for one in self.pictures
                if one.job.rung.name == name and one.job.video.index == track.index
            ),
            None,
        )

    def span_of(self, number: int) -> tuple[int, int]:
        """The whole seconds that segment `number` of a converted picture is made of."""
        start_s, end_s = self.timeline.span_s(number)
        return int(start_s), math.ceil(end_s)

    def wish(self, track: HlsTrack, form: Form, number: int | None) -> TrackWish | SegmentWish:
        """Segment `number` of a track as the packager is asked for it, None for its init segment.

        Raises IndexError when there is none.
        """
        wished = TrackWish(self.path, self.facts, track.kind, track.index, self.start_s, form)
        if number is None:
            return wished
        start_s, end_s = self.timeline.span_s(number)
        is_last = number == len(self.timeline) - 1
        return SegmentWish(wished, number, start_s if number else None, None if is_last else end_s)

    def write_playlist(self) -> str:
        """The media playlist, which is the same for each of its tracks."""
        return write_media(self.timeline, INIT_NAME, "{number}.m4s")


@dataclass(frozen=True, slots=True)
class Cut:
    """A file that is to be cut for a client, its sound beginning with track `audio_index`."""

    info: MediaInfo
    path: bytes
    facts: tuple[int, int]
    capabilities: ClientCapabilities
    audio_index: int | None

    def film(self, timeline: Timeline, rendition: VideoRendition) -> HlsFilm:
        """The file as HLS, with one picture."""
        info, picture = self.info, self.info.video[0]
        sounds = [_offer_sound(info, track, self.capabilities, self.audio_index) for track in info.audio]
        return HlsFilm(
            path=self.path,
            facts=self.facts,
            start_s=info.start_s,
            timeline=timeline,
            tracks=(
                HlsTrack(f"v{picture.index}", "video", picture.index),
                *(HlsTrack(f"a{track.index}", "audio", track.index) for track in info.audio),
            ),
            master=write_master([rendition], _name_apart(sounds)),
        )


def lay_out(cut: Cut, index: KeyframeIndex) -> HlsFilm:
    """The file as HLS, its picture as it is.

    Raises UncuttableFilm for a file without a picture, a length or keyframes, or with too few of them.
    """
    info, duration_s = cut.info, _duration_of(cut.info)
    if not index.is_complete:
        raise UncuttableFilm("The index of this film is incomplete: its file could not be read to its end.")
    bitrate_bps = info.bitrate_bps or int(info.size_bytes * 8 / max(duration_s, 1.0))
    target_s = _HIGH_BITRATE_TARGET_S if bitrate_bps > _HIGH_BITRATE_BPS else TARGET_S
    timeline = cut_at_keyframes(index, start_s=info.start_s, duration_s=duration_s, target_s=target_s)
    if timeline.longest_s * bitrate_bps / 8 * _PEAK > _MOST_SEGMENT_BYTES:
        raise UncuttableFilm(
            f"The keyframes of this film are up to {timeline.longest_s:.0f} s apart, "
            "too far to send its picture as it is."
        )
    return cut.film(timeline, _offer_picture(info.video[0], bitrate_bps))


def convert(cut: Cut, position_s: float, most_lines: int | None) -> HlsFilm:
    """The file as HLS, its picture converted.

    position_s: where play begins; behind the film's end it is the end. most_lines: the best quality that is
    wanted. Raises UncuttableFilm for a file without a picture or length.
    """
    info, duration_s = cut.info, _duration_of(cut.info)
    position_s = min(position_s, max(0.0, duration_s - 1))
    video = info.video[0]
    if video.dolby_vision is not None and video.dolby_vision.compatibility_id == 0:
        raise UncuttableFilm("This film is in Dolby Vision alone, whose colours nothing here can convert.")
    cores = os.cpu_count() or 1
    rung = list_rungs(video, min(most_lines or best_lines(cores), best_lines(cores)))[0]
    job = EncodeJob(cut.path, info.container, info.start_s, video, rung, PieceGrid(0, duration_s))
    film = cut.film(cut_evenly(duration_s, position_s), _offer_converted(cut, rung))
    return replace(film, pictures=(Picture(job, cut.facts),), position_s=position_s)


def _duration_of(info: MediaInfo) -> float:
    if not info.video or info.duration_s is None:
        raise UncuttableFilm("Only a film with a picture and a known length can be streamed in segments.")
    if info.duration_s > _LONGEST_S:
        raise UncuttableFilm(
            f"The file says that it lasts {info.duration_s / 3600:,.0f} hours. Kino streams up to 100."
        )
    return info.duration_s


def _offer_converted(cut: Cut, rung: Rung) -> VideoRendition:
    video = cut.info.video[0]
    sound_bps = max((_sound_bps(cut, track) for track in cut.info.audio), default=0)
    return VideoRendition(
        uri=f"v{video.index}/{rung.name}/{PLAYLIST_NAME}",
        # Of picture and sound together (RFC 8216bis, 4.4.6.2).
        bandwidth_bps=int(rung.bitrate_bps * _PEAK) + sound_bps,
        average_bandwidth_bps=rung.bitrate_bps + sound_bps,
        codec_string=rung.codec_string,
        width_px=rung.width_px,
        height_px=rung.height_px,
        frame_rate_fps=video.frame_rate_fps,
    )


def _sound_bps(cut: Cut, track: AudioStream) -> int:
    if copies_sound(cut.info, track, cut.capabilities):
        return track.bitrate_bps or _UNTOLD_SOUND_BPS
    return _CONVERTED_BPS


def _offer_picture(picture: VideoStream, bitrate_bps: int) -> VideoRendition:
    return VideoRendition(
        uri=f"v{picture.index}/copy/{PLAYLIST_NAME}",
        bandwidth_bps=int(bitrate_bps * _PEAK),
        average_bandwidth_bps=bitrate_bps,
        codec_string=picture.codec_string or "",
        width_px=picture.width_px,
        height_px=picture.height_px,
        frame_rate_fps=picture.frame_rate_fps,
        dynamic_range=picture.dynamic_range,
    )


def _offer_sound(
    info: MediaInfo, track: AudioStream, capabilities: ClientCapabilities, audio_index: int | None
) -> AudioRendition:
    is_copied = copies_sound(info, track, capabilities)
    form: Form = "copy" if is_copied else "aac"
    return AudioRendition(
        group="sound",
        name=track.title or track.language or f"Track {track.index}",
        uri=f"a{track.index}/{form}/{PLAYLIST_NAME}",
        codec_string=(track.codec_string or "") if is_copied else _CONVERTED_CODEC,
        channels=track.channels if is_copied else _CONVERTED_CHANNELS,
        rendition_id=f"a{track.index}",
        language=track.language,
        is_default=track.index == audio_index,
        is_described=track.is_audio_description,
    )


def _name_apart(sounds: Sequence[AudioRendition]) -> list[AudioRendition]:
    """Names must differ within a group (RFC 8216bis, 4.4.6.1.1); those of files often do not.

    Each name stays with the first track that has it, also one that ends in a number as ours do.
    """
    # As a playlist can say them, with room for a number before it cuts them.
    names = ["".join(filter(str.isprintable, one.name.replace('"', "'")))[:190] for one in sounds]
    taken = set(names)
    counts: dict[str, int] = {}
    apart = []
    for sound, name in zip(sounds, names, strict=True):
        count, own = counts.get(name, 0) + 1, name
        while count > 1 and (own := f"{name} ({count})") in taken:
            count += 1
        counts[name] = count
        taken.add(own)
        apart.append(replace(sound, name=own))
    return apart
