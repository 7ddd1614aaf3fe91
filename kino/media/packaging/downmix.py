"""Sound of any channels as stereo or 5.1, in planes of 32-bit floats. Runs in worker processes only."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.layout import AudioLayout
    from av.filter.graph import Graph

FLOAT_BYTES = 4
# Frames pushed through the filters are no longer than this.
_MOST_SAMPLES = 48_000

# ITU-R BS.775: the centre goes to both sides at -3 dB, which keeps its loudness in a room, where two speakers
# add up. Dialogue is nearly always there and nowhere else.
_MINUS_3_DB = math.sqrt(0.5)
# Half of what BS.775 allows: effects and applause behind the listener should not cover what is said.
_MINUS_6_DB = 0.5
# What a channel gives to (left, right). Absent: the low-frequency effects, which small speakers cannot play,
# which are no part of a mix by themselves, and whose weight would lower all else before it could clip.
_TO_STEREO = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "DL": (1.0, 0.0), "DR": (0.0, 1.0),
    "FC": (_MINUS_3_DB, _MINUS_3_DB), "FLC": (_MINUS_3_DB, 0.0), "FRC": (0.0, _MINUS_3_DB),
    "SL": (_MINUS_6_DB, 0.0), "SR": (0.0, _MINUS_6_DB), "BL": (_MINUS_6_DB, 0.0), "BR": (0.0, _MINUS_6_DB),
    "BC": (_MINUS_6_DB * _MINUS_3_DB, _MINUS_6_DB * _MINUS_3_DB),
    "WL": (_MINUS_6_DB, 0.0), "WR": (0.0, _MINUS_6_DB),
    "TFL": (_MINUS_6_DB, 0.0), "TFR": (0.0, _MINUS_6_DB),
    "TBL": (_MINUS_6_DB, 0.0), "TBR": (0.0, _MINUS_6_DB),
}  # fmt: skip
_STEREO = ("FL", "FR")
# The order of AAC's channel configuration 6 as FFmpeg speaks it.
_SURROUND = ("FL", "FR", "FC", "LFE", "BL", "BR")
# Where a channel goes that 5.1 does not have: the same loudness from the nearest speakers.
_TO_SURROUND = {
    "SL": {"BL": 1.0}, "SR": {"BR": 1.0}, "BC": {"BL": _MINUS_3_DB, "BR": _MINUS_3_DB},
    "DL": {"FL": 1.0}, "DR": {"FR": 1.0}, "FLC": {"FL": _MINUS_3_DB, "FC": _MINUS_3_DB},
    "FRC": {"FR": _MINUS_3_DB, "FC": _MINUS_3_DB}, "WL": {"FL": _MINUS_6_DB}, "WR": {"FR": _MINUS_6_DB},
    "TFL": {"FL": _MINUS_6_DB}, "TFR": {"FR": _MINUS_6_DB}, "TBL": {"BL": _MINUS_6_DB},
    "TBR": {"BR": _MINUS_6_DB}, "LFE2": {"LFE": 1.0},
}  # fmt: skip
# What a file means that gives a number of channels and no names (ISO/IEC 23001-8).
_USUAL_LAYOUTS = {
    1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1",
}  # fmt: skip

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """How decoded samples lie in memory: FFmpeg's names of sample format and channel layout, samples a s."""

    name: str
    layout: str
    rate: int


@dataclass(frozen=True, slots=True)
class Mix:
    """What is made of them. channels: 2 or 6. gain: a factor for every sample, > 0."""

    channels: int
    rate: int
    gain: float = 1.0

    @property
    def layout(self) -> str:
        """FFmpeg's name of the channel layout."""
        return "5.1" if self.channels == len(_SURROUND) else "stereo"


def mix_down(planes: Sequence[bytes], samples: int, source: Format, mix: Mix) -> list[bytes]:
    """The samples as one plane of floats a channel.

    planes: one, or one a channel for planar formats; `samples` of each channel.
    """
    import av.filter
    from av.audio.format import AudioFormat
    from av.audio.frame import AudioFrame
    from av.audio.layout import AudioLayout

    layout = AudioLayout(usual_layout(source.layout))
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_abuffer(sample_rate=source.rate, format=source.name, layout=layout),
        # Before the matrix: integers would be rounded and clipped in it.
        graph.add("aformat", sample_fmts="fltp"),
        graph.add("pan", _pan(mix.layout, matrix_of(layout, mix))),
        graph.add("aformat", sample_fmts="fltp", sample_rates=str(mix.rate)),
        graph.add("abuffersink"),
    ).configure()
    form = AudioFormat(source.name)
    stride = form.bytes * (1 if form.is_planar else layout.nb_channels)
    mixed: list[list[bytes]] = [[] for _ in range(mix.channels)]
    for start in range(0, samples, _MOST_SAMPLES):
        count = min(_MOST_SAMPLES, samples - start)
        frame = AudioFrame(form, layout, count)
        frame.sample_rate = source.rate
        frame.pts = start
        for plane, data in zip(frame.planes, planes, strict=False):
            plane.update(data[start * stride : (start + count) * stride])
        graph.push(frame)
        for done in _pull_frames(graph):
            _gather(mixed, done)
    graph.push(None)
    for done in _pull_frames(graph):
        _gather(mixed, done)
    return [b"".join(parts) for parts in mixed]


def resample(planes: Sequence[bytes | bytearray], layout: str, rate: int, target_rate: int) -> list[bytes]:
    """Planes of floats at another rate; their first sample stays where it was."""
    import av.filter
    from av.audio.frame import AudioFrame

    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_abuffer(sample_rate=rate, format="fltp", layout=layout),
        graph.add("aresample", str(target_rate)),
        graph.add("aformat", sample_fmts="fltp"),
        graph.add("abuffersink"),
    ).configure()
    frame = AudioFrame("fltp", layout, len(planes[0]) // FLOAT_BYTES)
    frame.sample_rate = rate
    frame.pts = 0
    for plane, data in zip(frame.planes, planes, strict=False):
        plane.update(bytes(data))
    graph.push(frame)
    graph.push(None)
    resampled: list[list[bytes]] = [[] for _ in planes]
    for done in _pull_frames(graph):
        _gather(resampled, done)
    return [b"".join(parts) for parts in resampled]


def _pull_frames(graph: "Graph") -> Iterator["AudioFrame"]:
    import av.error
    from av.audio.frame import AudioFrame

    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert isinstance(frame, AudioFrame)
        yield frame


def _gather(planes: list[list[bytes]], frame: "AudioFrame") -> None:
    size = frame.samples * FLOAT_BYTES
    for parts, plane in zip(planes, frame.planes, strict=False):
        parts.append(bytes(memoryview(plane)[:size]))


def usual_layout(name: str) -> str:
    """The layout's name, or the usual one of as many channels where it only counts them ("6 channels")."""
    count, _, word = name.partition(" ")
    if not word.startswith("channel") or "(" in word or not count.isdecimal():
        return name
    return _USUAL_LAYOUTS.get(int(count), name)


def matrix_of(layout: "AudioLayout", mix: Mix) -> Matrix:
    """What each channel of `layout` gives to each of the mix: rows are channels of the mix.

    No row's gains add up to more than `mix.gain`, so that nothing clips that did not clip in the source.
    """
    names = [channel.name for channel in layout.channels]
    if mix.channels == len(_SURROUND):
        rows = [[_surround_gain(name, speaker) for name in names] for speaker in _SURROUND]
        # Each for itself: full surrounds are no reason to lower the dialogue.
        sums = [max(1.0, sum(row)) for row in rows]
    else:
        rows = [[_TO_STEREO.get(name, (0.0, 0.0))[side] for name in names] for side in range(len(_STEREO))]
        if not any(map(any, rows)) and len(names) >= len(_STEREO):
            # Channels that nothing is known of: the first two are the best guess.
            rows = [[float(at == side) for at in range(len(names))] for side in range(len(_STEREO))]
        # Both sides alike, else the picture of the sound would lean over.
        sums = [max(map(sum, rows)) or 1.0] * len(rows)
    return tuple(
        tuple(gain * mix.gain / total for gain in row) for row, total in zip(rows, sums, strict=True)
    )


def _surround_gain(name: str, speaker: str) -> float:
    if name in _SURROUND:
        return float(name == speaker)
    return _TO_SURROUND.get(name, {}).get(speaker, 0.0)


def _pan(layout: str, matrix: Matrix) -> str:
    rows = []
    for at, row in enumerate(matrix):
        terms = [f"{gain:.6f}*c{channel}" for channel, gain in enumerate(row) if gain] or ["0*c0"]
        rows.append(f"c{at}={'+'.join(terms)}")
    return "|".join([layout, *rows])
