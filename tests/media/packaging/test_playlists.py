import math
import re

from hypothesis import given
from hypothesis import strategies as st

from kino.media.packaging.playlists import AudioRendition, VideoRendition, write_master, write_media
from kino.media.packaging.timeline import Timeline

PICTURE = VideoRendition(
    uri="v0/copy/index.m3u8",
    bandwidth_bps=8_000_000,
    average_bandwidth_bps=6_000_000,
    codec_string="avc1.640028",
    width_px=1920,
    height_px=1080,
    frame_rate_fps=23.976023976,
)


def _sound(group: str = "aac", **change: object) -> AudioRendition:
    facts = {
        "group": group,
        "name": "English",
        "uri": "a1/copy/index.m3u8",
        "codec_string": "mp4a.40.2",
        "channels": 2,
        "language": "en",
        "rendition_id": "a1",
    }
    return AudioRendition(**{**facts, **change})  # type: ignore[arg-type]


def test_master_names_every_codec_and_group() -> None:
    master = write_master(
        [PICTURE], [_sound(is_default=True), _sound(name="Deutsch", language="de", rendition_id="a2")]
    )
    assert master.splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        (
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,'
            'CHANNELS="2",STABLE-RENDITION-ID="a1",URI="a1/copy/index.m3u8"'
        ),
        (
            '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Deutsch",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,'
            'CHANNELS="2",STABLE-RENDITION-ID="a2",URI="a1/copy/index.m3u8"'
        ),
        (
            '#EXT-X-STREAM-INF:BANDWIDTH=8000000,AVERAGE-BANDWIDTH=6000000,CODECS="avc1.640028,mp4a.40.2",'
            'RESOLUTION=1920x1080,VIDEO-RANGE=SDR,FRAME-RATE=23.976,AUDIO="aac"'
        ),
        "v0/copy/index.m3u8",
    ]


def test_master_of_a_silent_film_has_no_group() -> None:
    master = write_master([PICTURE], [])
    assert "AUDIO" not in master
    assert 'CODECS="avc1.640028"' in master


def test_master_tells_the_dynamic_range_of_the_picture() -> None:
    hdr = VideoRendition("v", 1, 1, "hvc1.2.4.L150.B0", 3840, 2160, None, "hdr10")
    assert "VIDEO-RANGE=PQ" in write_master([hdr], [])
    assert "FRAME-RATE" not in write_master([hdr], [])


def test_names_out_of_a_file_cannot_leave_their_quotes() -> None:
    master = write_master([PICTURE], [_sound(name='He said "hi"\n#EXT-X-ENDLIST\r', language='en",URI="x')])
    line = next(line for line in master.splitlines() if line.startswith("#EXT-X-MEDIA"))
    assert "He said 'hi'#EXT-X-ENDLIST" in line
    assert master.count("\n#EXT-X-ENDLIST") == 0
    assert len(re.findall(r'(?<=,)URI="', line)) == 1


def test_described_sound_says_so() -> None:
    assert 'CHARACTERISTICS="public.accessibility.describes-video"' in write_master(
        [PICTURE], [_sound(is_described=True)]
    )


@given(lengths_ms=st.lists(st.integers(200, 40_000), min_size=1, max_size=50))
def test_media_playlist_adds_up_and_keeps_its_target(lengths_ms: list[int]) -> None:
    starts_s = [sum(lengths_ms[:number]) / 1000 for number in range(len(lengths_ms))]
    timeline = Timeline(tuple(starts_s), sum(lengths_ms) / 1000)
    lines = write_media(timeline, "init.mp4", "{number}.m4s").splitlines()
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == "#EXT-X-ENDLIST"
    assert '#EXT-X-MAP:URI="init.mp4"' in lines
    durations_s = [float(line[8:-1]) for line in lines if line.startswith("#EXTINF:")]
    target_s = int(next(line for line in lines if line.startswith("#EXT-X-TARGETDURATION:"))[22:])
    assert math.isclose(sum(durations_s), timeline.end_s, abs_tol=1e-4)
    # RFC 8216bis, 4.4.3.1: no duration, rounded to the nearest integer, is above the target.
    assert all(math.floor(length_s + 0.5) <= target_s for length_s in durations_s)
    assert [line for line in lines if line.endswith(".m4s")] == [
        f"{number}.m4s" for number in range(len(lengths_ms))
    ]
