"""What ffmpeg is told to convert one film's picture; every flag has its reason beside it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kino.media.info import VideoStream
from kino.media.transcode.ladder import BUFFER_S, Rung
from kino.media.transcode.pieces import PieceGrid

# Ticks a second of every converted picture: all usual frame rates are whole numbers of them, or nearly.
TIMESCALE = 90_000
# One encoder makes an hour at most, and another one goes on: its cuts have to be named beforehand.
LONGEST_RUN_S = 3600
# Without an index, ffmpeg finds the packet of a time, and the keyframe that it needs may lie before: usual
# groups last ten seconds, those of screen recordings minutes.
_UNINDEXED = frozenset({"mpegts", "mpeg", "mpegvideo", "avi", "flv", "asf", "rm", "wtv"})
_EARLIER_S = (20.0, 160.0, math.inf)
# An index tells the keyframe; one that is wrong tells another one further on.
_EARLIER_INDEXED_S = (0.0, 20.0)
_MICROSECOND = 1e-6
# How brightness is written in a picture of such a range. Dolby Vision: where its base is not told.
_TRANSFERS = {
    "hdr10": "smpte2084",
    "hdr10_plus": "smpte2084",
    "hlg": "arib-std-b67",
    "dolby_vision": "smpte2084",
}


@dataclass(frozen=True, slots=True)
class EncodeJob:
    """The picture of a film from a second on.

    path:    of the file. container: MediaInfo.container. start_s: MediaInfo.start_s.
    grid:    where it is cut; the job begins at its first second.
    threads: of the encoder, ≥ 0; 0 takes what there is.
    """

    path: bytes
    container: str
    start_s: float
    video: VideoStream
    rung: Rung
    grid: PieceGrid
    threads: int = 0

    @property
    def end_s(self) -> float:
        """Where it ends, in the film."""
        return min(self.grid.end_s, float(self.grid.first_s + LONGEST_RUN_S))


def seek_places_s(job: EncodeJob) -> list[float]:
    """Where ffmpeg may be sent so that it sees the job's first second, n ≥ 1; the last one is to be believed.

    Descending seconds of the film; 0 is its beginning, without any seek.
    """
    earlier_s = _EARLIER_S if job.container in _UNINDEXED else _EARLIER_INDEXED_S
    return sorted({max(0.0, job.grid.first_s - one) for one in earlier_s}, reverse=True)


def encode_arguments(job: EncodeJob, filters: frozenset[str], seek_s: float | None = None) -> list[bytes]:
    """Ffmpeg's arguments: fragmented mp4 with the film's own times comes out of its standard output.

    filters: those that this ffmpeg has. seek_s: of seek_places_s; None is the first of them.
    """
    if seek_s is None:
        seek_s = seek_places_s(job)[0]
    arguments: list[str | bytes] = []
    if seek_s > 0:
        arguments += [
            # The file's own clock, which need not begin at 0.
            "-seek_timestamp", "1",
            # From the keyframe on: what lies before the start is cut off by a filter, to the frame.
            "-noaccurate_seek", "-ss", f"{job.start_s + seek_s:.6f}",
        ]  # fmt: skip
    arguments += [
        # Times stay those of the file; else each start would be a zero of its own.
        "-copyts",
        # Old avi and recordings lack times of presentation.
        "-fflags", "+genpts",
        "-i", b"file:" + job.path,
        "-map", f"0:{job.video.index}",
        # Metadata and chapters of a hostile file have no place in segments.
        "-map_metadata", "-1", "-map_chapters", "-1",
        "-vf", ",".join(_filters(job, filters)),
        # A frame for each of the source's, when the source shows it: no drift, no doubled frames.
        "-fps_mode", "passthrough", "-enc_time_base", "filter",
        *_encoder(job),
        # Times may begin anywhere, and say so.
        "-avoid_negative_ts", "disabled", "-video_track_timescale", str(TIMESCALE),
        # A fragment for each piece, the moment it is complete; frag_discont: with its true time.
        "-movflags", "+frag_keyframe+empty_moov+default_base_moof+frag_discont",
        # No name and version of the muxer: the same input gives the same bytes.
        "-fflags", "+bitexact",
        "-flush_packets", "1",
        "-f", "mp4", "pipe:1",
    ]  # fmt: skip
    return [one.encode() if isinstance(one, str) else one for one in arguments]


def _encoder(job: EncodeJob) -> Sequence[str]:
    bounds = job.grid.bounds_s(job.end_s)
    rate = job.rung.bitrate_bps
    return (
        "-c:v", "libx264",
        # The slowest one with which two cores make 720 lines in less than half the time they last.
        "-preset", "veryfast",
        "-profile:v", "high", "-level:v", f"{job.rung.level / 10:.1f}", "-pix_fmt", "yuv420p",
        # Constant quality up to a bound: quiet scenes cost little, and no line is asked for more.
        "-crf", "21", "-maxrate", str(rate), "-bufsize", str(rate * BUFFER_S),
        # Keyframes where pieces begin and nowhere else, each one a place to start at.
        "-g", "100000", "-sc_threshold", "0", "-forced-idr", "1",
        "-force_key_frames", ",".join(str(second) for second in bounds),
        # Every frame of looking ahead delays the first piece.
        "-x264-params", "rc-lookahead=12:open-gop=0",
        "-threads", str(job.threads),
    )  # fmt: skip


def _filters(job: EncodeJob, known: frozenset[str]) -> list[str]:
    video, rung = job.video, job.rung
    chain = [
        # The film's clock begins with the film.
        f"setpts=PTS-({job.start_s:.6f})/TB",
        _trim(job),
    ]
    if video.is_interlaced and "bwdif" in known:
        # One frame for each frame, and only those that are interlaced.
        chain.append("bwdif=mode=send_frame:deint=interlaced")
    # Pixels become square; ffmpeg has turned the picture upright before.
    chain.append(f"scale={rung.width_px}:{rung.height_px}:flags=bicubic")
    transfer = _TRANSFERS.get(_decoded_range(video))
    if transfer is not None and {"zscale", "tonemap"} <= known:
        chain += _tone_mapping(transfer)
    chain += ["setsar=1", "format=yuv420p", f"settb=1/{TIMESCALE}"]
    return chain


def _trim(job: EncodeJob) -> str:
    wall = f"trim=start={max(0.0, job.grid.first_s - _MICROSECOND):.6f}"
    # The film's length is rounded, and its last frame may be behind it.
    return wall if job.end_s == job.grid.end_s else f"{wall}:end={job.end_s - _MICROSECOND:.6f}"


def _decoded_range(video: VideoStream) -> str:
    """Of DYNAMIC_RANGES; ffmpeg decodes the base layer of Dolby Vision and leaves the rest."""
    # Containers lie or are silent, the decoded frame is believed (see probe_streams).
    base = video.dolby_vision.base_range if video.dolby_vision is not None else None
    return base or video.dynamic_range


def _tone_mapping(transfer: str) -> list[str]:
    """HDR10 or HLG into what every screen shows."""
    return [
        # Linear light, as if on a screen of 100 cd/m²; floats, since highlights lie far above 1.
        f"zscale=tin={transfer}:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=100",
        "format=gbrpf32le",
        "zscale=p=bt709",
        # Keeps highlights apart and skin as it is; desaturation would turn fire white.
        "tonemap=tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
    ]
