"""Converted sound: one sequence of AAC frames, on time and without a seam, however the film is cut."""

import contextlib
import io
import math
import random
import struct
import wave
from array import array
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import av
import pytest
from av.audio.codeccontext import AudioCodecContext
from av.audio.layout import AudioLayout
from hypothesis import given, settings
from hypothesis import strategies as st

from kino.media import boxes
from kino.media.errors import UncuttableFilm
from kino.media.open_media import open_container, open_regular
from kino.media.packaging import converted_sound
from kino.media.packaging.converted_sound import SoundTarget, convert_sound, converted_init
from kino.media.packaging.downmix import Mix, matrix_of
from kino.media.packaging.fragments import Sample, write_fragment
from kino.media.packaging.pcm_timeline import Window, read_pcm
from kino.media.packaging.samples import Span, Track, open_track, read_sound
from kino.media.probe import probe_file
from tests.media.clips import CHANNELS_HZ, CHIRPS_HZ, Clips

Plane: TypeAlias = "array[float]"

FRAME = 1024
STEREO = SoundTarget(channels=2, bitrate_bps=192_000)
SURROUND = SoundTarget(channels=6, bitrate_bps=384_000)
# Four seconds in seven segments of most unlike lengths.
CUTS_S = [0.0, 0.02, 0.5, 1.333333, 1.36, 2.0, 3.2, 4.0]

LOSSLESS = ["flac.mkv", "flac-96000.mkv", "flac-22050.mkv", "pcm.mkv", "pcm.avi", "truehd.mkv"]
LOSSY = ["dts.mkv", "ac3-stereo.mkv", "ac3.ts", "ac3.mpg", "eac3.mkv", "eac3.ts", "vorbis.mkv", "opus.mkv",
         "mp2.ts", "mp3.mkv", "mp3.avi"]  # fmt: skip


@contextlib.contextmanager
def _open(path: Path) -> Iterator[Track]:
    info = probe_file(path)
    with open_regular(path) as opened, open_container(opened, fflags="+genpts") as container:
        yield open_track(container, info.audio[0].index, info.start_s)


def _convert(track: Track, target: SoundTarget = STEREO, seed: int = 1) -> list[list[Sample]]:
    spans = [Span(start_s, end_s) for start_s, end_s in pairwise(CUTS_S)]
    numbers = list(range(len(spans)))
    random.Random(seed).shuffle(numbers)
    made = {number: convert_sound(track, spans[number], target) for number in numbers}
    return [made[number] for number in sorted(made)]


def _decode(track: Track, segments: list[list[Sample]], target: SoundTarget = STEREO) -> list[Plane]:
    """What a player makes of the segments: samples of each channel from where the first begins."""
    data = converted_init(track, target) + b"".join(
        write_fragment(1, number, samples) for number, samples in enumerate(segments) if samples
    )
    planes: list[Plane] = []
    with av.open(io.BytesIO(data), "r") as container:
        for frame in container.decode(audio=0):
            planes = planes or [array("f") for _ in range(frame.layout.nb_channels)]
            assert frame.pts == segments[0][0].present + len(planes[0])
            for plane, part in zip(planes, frame.planes, strict=False):
                plane.frombytes(bytes(part)[: frame.samples * 4])
    return planes


def _rate(track: Track) -> int:
    codec = track.stream.codec_context
    assert isinstance(codec, AudioCodecContext)
    return codec.sample_rate


def _target_rate(track: Track) -> int:
    return _rate(track) if _rate(track) in (44_100, 48_000) else 48_000


def _chirp(side: int, sample: int, rate: int) -> float:
    at_s = sample / rate
    return 0.4 * math.sin(2 * math.pi * (CHIRPS_HZ[side] * at_s + 150 * at_s * at_s))


def _level(samples: Plane, hertz: int, rate: int) -> float:
    """The amplitude of a tone in the samples (Goertzel at one frequency)."""
    turn = 2 * math.pi * hertz / rate
    real = sum(value * math.cos(turn * at) for at, value in enumerate(samples))
    imaginary = sum(value * math.sin(turn * at) for at, value in enumerate(samples))
    return 2 * math.hypot(real, imaginary) / len(samples)


@pytest.mark.parametrize("name", LOSSLESS)
def test_sound_is_heard_when_it_was_in_the_source(clips: Clips, name: str) -> None:
    with _open(clips.get(name)) as track:
        heard = _decode(track, _convert(track))
        rate = _target_rate(track)
    for side, plane in enumerate(heard):
        for start in range(rate // 10, 3 * rate, rate // 2):
            # A sample off at 1.3 kHz is an error of 17 %, 4 % of the energy of the difference below.
            errors = {
                lag: sum(
                    (plane[at] - _chirp(side, at + lag, rate)) ** 2 for at in range(start, start + rate // 20)
                )
                for lag in (-1, 0, 1)
            }
            assert min(errors, key=lambda lag: errors[lag]) == 0


@pytest.mark.parametrize("name", [*LOSSLESS, *LOSSY, "attacks.mkv"])
def test_segments_join_without_a_click(clips: Clips, name: str) -> None:
    with _open(clips.get(name)) as track:
        segments = _convert(track)
        cut = _decode(track, segments)[0]
        whole = _decode(track, [convert_sound(track, Span(None, 4.0), STEREO)])[0]
        rate = _target_rate(track)
        if name in LOSSLESS:
            source = array("f", (_chirp(0, at, rate) for at in range(4 * rate)))
        else:
            source = array("f", bytes(read_pcm(track, Window(0, 4 * rate), Mix(2, rate)).planes[0]))
    # Nothing comes before the film's first frame, so that it never sounds quite right: it is left out.
    frames = range(1, int(3.8 * rate) // FRAME)
    usual = max(_error(whole, source, frame) for frame in frames[3:])
    # Coding noise varies some tenfold with the bits that were spent before; a click is ten thousand times it.
    assert max(_error(cut, source, frame) for frame in frames) <= 20 * usual


def _error(heard: Plane, source: Plane, frame: int) -> float:
    places = slice(frame * FRAME, (frame + 1) * FRAME)
    return sum((ours - theirs) ** 2 for ours, theirs in zip(heard[places], source[places], strict=True))


@pytest.mark.parametrize("name", LOSSLESS + LOSSY)
def test_windows_hold_the_same_samples_where_they_overlap(clips: Clips, name: str) -> None:
    with _open(clips.get(name)) as track:
        rate = _rate(track)
        mix = Mix(2, rate)
        whole = read_pcm(track, Window(-FRAME, 4 * rate), mix)
        for seed in range(6):
            first = random.Random(seed).randrange(-FRAME, 3 * rate)
            part = read_pcm(track, Window(first, first + rate), mix)
            for plane, of_whole in zip(part.planes, whole.planes, strict=True):
                ours = array("f", bytes(plane))
                theirs = array("f", bytes(of_whole))[first + FRAME : first + FRAME + rate]
                # Opus's filters have no end: a millionth of what can be heard.
                assert max(map(abs, map(float.__sub__, ours, theirs))) < 1e-7


@pytest.mark.parametrize("name", ["flac.mkv", "ac3.ts", "mp3.avi", "truehd.mkv", "opus.mkv"])
def test_a_segment_is_the_same_bytes_whenever_it_is_made(clips: Clips, name: str) -> None:
    with _open(clips.get(name)) as track:
        made = [_convert(track, seed=seed) for seed in (1, 2)]
    with _open(clips.get(name)) as track:
        made.append(_convert(track, seed=3))
    assert made[0] == made[1] == made[2]


@settings(max_examples=12, deadline=None)
@given(cuts_s=st.lists(st.floats(0.0, 4.0).map(lambda value: round(value, 6)), max_size=6))
def test_any_division_has_the_same_frames_in_the_same_order(clips: Clips, cuts_s: list[float]) -> None:
    with _open(clips.get("mp3.avi")) as track:
        samples: list[Sample] = []
        for start_s, end_s in pairwise([0.0, *sorted(cuts_s), 4.0]):
            made = convert_sound(track, Span(start_s, end_s), STEREO)
            for one in made:
                at_s = Fraction(one.decode, 48_000)
                assert Fraction(start_s) - Fraction(1, 10**6) <= at_s < Fraction(end_s)
            samples += made
    count = math.ceil(4 * 48_000 / FRAME)
    assert [one.decode for one in samples] == [number * FRAME for number in range(count)]
    assert {(one.present - one.decode, one.duration, one.is_sync) for one in samples} == {(0, FRAME, True)}


def test_sound_that_begins_late_and_ends_early_is_silence_there(clips: Clips) -> None:
    with _open(clips.get("late-sound.mkv")) as track:
        segments = _convert(track)
        heard = _decode(track, segments)[0]
        rest = convert_sound(track, Span(3.2, None), STEREO)
    assert len(heard) == math.ceil(4 * 48_000 / FRAME) * FRAME
    assert not any(heard[: int(1.17 * 48_000)])
    assert not any(heard[int(2.75 * 48_000) :])
    errors = [
        sum((heard[at] - _chirp(0, at + lag, 48_000)) ** 2 for at in range(64_000, 66_000))
        for lag in (-1, 0, 1)
    ]
    assert errors[1] < 0.01 * 2000 * 0.08
    assert errors[1] == min(errors)
    # Up to the end of the film, which the sound does not reach.
    assert len(rest) == len(segments[-1])


def test_a_film_is_not_searched_for_sound_that_ended(clips: Clips) -> None:
    path = clips.get("sound-ends.mkv")
    with _open(path) as track:
        before = _bytes_read()
        assert len(convert_sound(track, Span(5.0, 6.0), STEREO)) == 47
        # The 15 s around it, three times; not the whole minute, twice.
        assert _bytes_read() - before < path.stat().st_size
        before = _bytes_read()
        assert read_sound(track, Span(5.0, 6.0)) == []
        assert _bytes_read() - before < path.stat().st_size


def _bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split()[1])


def test_the_last_segment_has_sound_to_its_end(clips: Clips) -> None:
    with _open(clips.get("flac.mkv")) as track:
        rest = convert_sound(track, Span(3.2, None), STEREO)
        assert rest == convert_sound(track, Span(3.2, 4.0), STEREO)
        assert len(convert_sound(track, Span(100.0, None), STEREO)) == 1


@pytest.mark.parametrize(
    ("name", "target", "rate", "channels"),
    [
        ("flac.mkv", STEREO, 48_000, 2),
        ("flac-96000.mkv", STEREO, 48_000, 2),
        ("flac-22050.mkv", STEREO, 48_000, 2),
        ("mp3.mkv", STEREO, 44_100, 2),
        ("flac-5.1.mkv", SURROUND, 48_000, 6),
        ("flac-5.1.mkv", STEREO, 48_000, 2),
        ("flac.mkv", SURROUND, 48_000, 2),
    ],
)
def test_init_says_rate_and_channels(
    clips: Clips, name: str, target: SoundTarget, rate: int, channels: int
) -> None:
    with _open(clips.get(name)) as track:
        data = converted_init(track, target)
        assert data == converted_init(track, target)
    moov = next(box for box in boxes.iter_boxes(data, 0, len(data)) if box.kind == b"moov")
    header = boxes.find_box(data, moov, b"trak", b"mdia", b"mdhd")
    assert header is not None
    assert struct.unpack_from(">I", data, header.start + 12) == (rate,)
    assert boxes.find_box(data, moov, b"trak", b"edts") is None
    with av.open(io.BytesIO(data)) as container:
        codec = container.streams.audio[0].codec_context
        assert (codec.name, codec.sample_rate, codec.channels) == ("aac", rate, channels)
        # Object type 2: AAC-LC (ISO/IEC 14496-3).
        assert codec.extradata
        assert codec.extradata[0] >> 3 == 2


def test_dialogue_stays_and_each_channel_goes_where_it_belongs(clips: Clips) -> None:
    with _open(clips.get("flac-5.1.mkv")) as track:
        left, right = _decode(track, [convert_sound(track, Span(1.0, 1.5), STEREO)])[:2]
        six = _decode(track, [convert_sound(track, Span(1.0, 1.5), SURROUND)], SURROUND)
    levels = [[_level(side[FRAME:-FRAME], hertz, 48_000) for hertz in CHANNELS_HZ] for side in (left, right)]
    front = 0.3 / (1.5 + math.sqrt(0.5))
    centre, behind = front * math.sqrt(0.5), front / 2
    assert levels[0] == pytest.approx([front, 0, centre, 0, behind, 0], abs=0.005)
    assert levels[1] == pytest.approx([0, front, centre, 0, 0, behind], abs=0.005)
    for channel, hertz in enumerate(CHANNELS_HZ):
        assert _level(six[channel][FRAME:-FRAME], hertz, 48_000) == pytest.approx(0.3, abs=0.015)


def test_loudness_gain_is_added(clips: Clips) -> None:
    quieter = SoundTarget(2, 192_000, loudness_gain_db=-6.0)
    with _open(clips.get("flac.mkv")) as track:
        usual, lower = (
            _decode(track, [convert_sound(track, Span(1.0, 1.3), target)])[0] for target in (STEREO, quieter)
        )
    ratio = math.sqrt(sum(value**2 for value in lower) / sum(value**2 for value in usual))
    assert 20 * math.log10(ratio) == pytest.approx(-6.0, abs=0.05)


@pytest.mark.parametrize(
    ("layout", "gains"),
    [
        ("mono", [[1.0], [1.0]]),
        ("stereo", [[1.0, 0.0], [0.0, 1.0]]),
        ("downmix", [[1.0, 0.0], [0.0, 1.0]]),
        ("2.1", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
        ("3.0", [[0.586, 0.0, 0.414], [0.0, 0.586, 0.414]]),
        ("5.1", [[0.453, 0.0, 0.320, 0.0, 0.227, 0.0], [0.0, 0.453, 0.320, 0.0, 0.0, 0.227]]),
        ("5.1(side)", [[0.453, 0.0, 0.320, 0.0, 0.227, 0.0], [0.0, 0.453, 0.320, 0.0, 0.0, 0.227]]),
    ],
)
def test_stereo_is_mixed_from(layout: str, gains: list[list[float]]) -> None:
    matrix = matrix_of(AudioLayout(layout), Mix(2, 48_000))
    assert [list(row) for row in matrix] == [pytest.approx(row, abs=0.0006) for row in gains]


@pytest.mark.parametrize("channels", [2, 6])
@pytest.mark.parametrize("layout", [
    "mono", "stereo", "2.1", "3.0", "3.0(back)", "4.0", "quad", "quad(side)", "5.0", "5.0(side)", "5.1",
    "5.1(side)", "6.0", "6.1", "7.0", "7.1", "7.1(wide)", "5.1.2", "5.1.4", "7.1.2", "7.1.4", "hexagonal",
])  # fmt: skip
def test_no_mix_clips_and_every_layout_has_its_dialogue(layout: str, channels: int) -> None:
    source = AudioLayout(layout)
    matrix = matrix_of(source, Mix(channels, 48_000))
    assert all(sum(row) <= 1.0 + 1e-9 for row in matrix)
    names = [channel.name for channel in source.channels]
    if "FC" in names and "FL" in names:
        front = max(row[names.index("FL")] for row in matrix)
        centre = max(row[names.index("FC")] for row in matrix)
        assert centre >= front * 0.707


def _damage(source: Path, target: Path, damaged: range) -> Path:
    """The clip with rubbish in place of these packets of its sound."""
    with av.open(str(source)) as reading, av.open(str(target), "w") as writing:
        sound = reading.streams.audio[0]
        copies = {
            stream.index: writing.add_stream_from_template(stream, opaque=True) for stream in reading.streams
        }
        number = 0
        for packet in reading.demux():
            if not packet.size:
                continue
            copied = packet
            if packet.stream_index == sound.index:
                if number in damaged:
                    copied = av.Packet(bytes(packet.size))
                    copied.pts, copied.dts, copied.duration = packet.pts, packet.dts, packet.duration
                    copied.time_base, copied.is_keyframe = packet.time_base, True
                number += 1
            copied.stream = copies[packet.stream_index]
            writing.mux(copied)
    return target


@pytest.mark.parametrize("name", ["ac3-stereo.mkv", "eac3.mkv", "dts.mkv", "flac.mkv", "mp3.mkv"])
def test_damaged_packets_are_silence(clips: Clips, tmp_path: Path, name: str) -> None:
    whole = clips.get(name)
    with _open(whole) as track:
        rate = _rate(track)
        sound = read_pcm(track, Window(0, 3 * rate), Mix(2, rate)).planes[0]
    with av.open(str(whole)) as container:
        packets = [one for one in container.demux(audio=0) if one.size]
    times_s = [float((one.pts or 0) * (one.time_base or 0)) for one in packets]
    lost = [number for number, at_s in enumerate(times_s) if 1.0 <= at_s < 1.4]
    with _open(_damage(whole, tmp_path / "damaged.mkv", range(lost[0], lost[-1] + 1))) as track:
        damaged = read_pcm(track, Window(0, 3 * rate), Mix(2, rate)).planes[0]
        assert len(convert_sound(track, Span(0.5, 2.5), STEREO)) > 80
    ours, theirs = array("f", bytes(damaged)), array("f", bytes(sound))
    silent = slice(int((times_s[lost[0]] + 0.05) * rate), int((times_s[lost[-1]] - 0.01) * rate))
    assert not any(ours[silent])
    for there in (slice(rate // 10, int(0.95 * rate)), slice(int(1.6 * rate), 3 * rate)):
        assert max(map(abs, map(float.__sub__, ours[there], theirs[there]))) < 1e-6


def test_sound_of_which_nothing_decodes_is_refused_by_its_name(clips: Clips, tmp_path: Path) -> None:
    path = _damage(clips.get("ac3-stereo.mkv"), tmp_path / "broken.mkv", range(10_000))
    with _open(path) as track:
        for span in (Span(None, 1.0), Span(2.0, 3.0)):
            with pytest.raises(UncuttableFilm, match="ac3"):
                convert_sound(track, span, STEREO)


@pytest.mark.parametrize("rate", [1, 3_000_000])
def test_a_rate_that_is_a_lie_is_refused(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "lie.wav"
    with wave.open(str(path), "wb") as writing:
        writing.setnchannels(2)
        writing.setsampwidth(2)
        writing.setframerate(rate)
        writing.writeframes(bytes(4_000))
    with open_regular(path) as opened, open_container(opened) as container:
        track = open_track(container, 0, 0.0)
        with pytest.raises(UncuttableFilm, match=f"{rate} samples"):
            converted_init(track, STEREO)


def test_a_long_segment_is_made_in_pieces_without_a_seam(
    clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _open(clips.get("flac.mkv")) as track:
        whole = _decode(track, [convert_sound(track, Span(None, 4.0), STEREO)])[0]
        monkeypatch.setattr(converted_sound, "_PIECE_FRAMES", 20)
        pieces = _decode(track, [convert_sound(track, Span(None, 4.0), STEREO)])[0]
        rest = convert_sound(track, Span(0.5, None), STEREO)
    assert [one.decode for one in rest] == list(range(24 * FRAME, 188 * FRAME, FRAME))
    assert max(map(abs, map(float.__sub__, whole, pieces))) < 0.001


def test_damage_in_the_middle_of_a_film_is_no_refusal(clips: Clips, tmp_path: Path) -> None:
    with _open(_damage(clips.get("ac3-stereo.mkv"), tmp_path / "damaged.mkv", range(40, 10_000))) as track:
        assert len(convert_sound(track, Span(3.0, 4.0), STEREO)) == 47
