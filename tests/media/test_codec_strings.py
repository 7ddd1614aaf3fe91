import pytest

from kino.media.codec_strings import (
    VideoFacts,
    audio_codec_string,
    dolby_vision_codec_string,
    video_codec_string,
)
from kino.media.languages import is_same_language, to_bcp47


@pytest.mark.parametrize(
    ("facts", "extradata", "expected"),
    [
        (VideoFacts("h264", "avc1"), "014d401fffe1", "avc1.4D401F"),
        (VideoFacts("h264", "avc3"), "0164000cffe1", "avc3.64000C"),
        (VideoFacts("h264"), "0000000167640028acd9", "avc1.640028"),
        (VideoFacts("h264"), "", None),
        (VideoFacts("hevc", "hvc1"), "0101600000009000000000001ef000fcfdf8f800000f04", "hvc1.1.6.L30.90"),
        (VideoFacts("hevc", "hev1"), "0102200000009000000000003cf000fcfdfafa00000f04", "hev1.2.4.L60.90"),
        (VideoFacts("hevc"), "0121600000009000b0000000" + "99f000fcfdf8f800000f04", "hvc1.1.6.H153.90.0.B0"),
        # A parameter set in Annex B form, with an emulation prevention byte inside its constraint flags.
        (VideoFacts("hevc"), "0000000142010101600000030090000003000003005da0", "hvc1.1.6.L93.90"),
        (VideoFacts("av1"), "81010c00", "av01.0.01M.08"),
        (VideoFacts("av1"), "814dcc00", "av01.2.13H.10"),
        (VideoFacts("av1", profile="Main", level=8, bit_depth=10), "", "av01.0.08M.10"),
        (VideoFacts("vp9", profile="Profile 0", width_px=1920, height_px=1080, frame_rate_fps=24), "",
         "vp09.00.40.08"),
        (VideoFacts("vp9", profile="Profile 2", bit_depth=10, width_px=3840, height_px=2160,
        frame_rate_fps=60),
         "", "vp09.02.51.10"),
        (VideoFacts("vp9"), "0100000000290a", "vp09.00.10.08"),
        (VideoFacts("vp9"), "010000000229a2020202", "vp09.02.41.10"),
        (VideoFacts("vp8"), "", "vp8"),
        (VideoFacts("mpeg4"), "000001b0f5000001b5", "mp4v.20.245"),
        (VideoFacts("rv40"), "", None),
    ],
)  # fmt: skip
def test_video_strings_come_from_the_bitstream(
    facts: VideoFacts, extradata: str, expected: str | None
) -> None:
    assert video_codec_string(facts, bytes.fromhex(extradata)) == expected


@pytest.mark.parametrize(
    ("codec", "profile", "extradata", "expected"),
    [
        ("aac", "LC", "1190", "mp4a.40.2"),
        ("aac", "LC", "159056e500", "mp4a.40.2"),  # the extension is there and says: no SBR
        ("aac", "LC", "131056e598", "mp4a.40.5"),
        ("aac", None, "2b920800", "mp4a.40.5"),
        ("aac", None, "eb098800", "mp4a.40.29"),
        ("aac", None, "f94e2000", "mp4a.40.42"),
        ("aac", "HE-AACv2", "", "mp4a.40.29"),
        ("aac", None, "", "mp4a.40.2"),
        ("ac3", None, "", "ac-3"),
        ("eac3", None, "", "ec-3"),
        ("dts", "DTS", "", "dtsc"),
        ("dts", "DTS-HD MA", "", "dtsl"),
        ("dts", "DTS-HD MA + DTS:X", "", "dtsx"),
        ("opus", None, "", "opus"),
        ("flac", None, "", "flac"),
        ("mp3", None, "", "mp3"),
        ("mp2", None, "", "mp2"),  # not the registered mp4a.69, which browsers take for MP3
        ("pcm_s16le", None, "", None),
    ],
)
def test_audio_strings_come_from_the_bitstream(
    codec: str, profile: str | None, extradata: str, expected: str | None
) -> None:
    assert audio_codec_string(codec, profile, bytes.fromhex(extradata)) == expected


def test_dolby_vision_strings_name_the_base_codec() -> None:
    assert dolby_vision_codec_string("hevc", "hvc1", 8, 6) == "dvh1.08.06"
    assert dolby_vision_codec_string("hevc", "hev1", 5, 9) == "dvhe.05.09"
    assert dolby_vision_codec_string("av1", "av01", 10, 9) == "dav1.10.09"


@pytest.mark.parametrize(
    ("code", "tag"),
    [("eng", "en"), ("ger", "de"), ("deu", "de"), ("fre", "fr"), ("pt_br", "pt-BR"), ("zh-hans-cn",
    "zh-Hans-CN"),
     ("fil", "fil"), ("EN", "en"), ("und", None), ("mul", None), ("", None), (None, None), ("klingon", None),
     ("<script>", None)],
)  # fmt: skip
def test_languages_become_bcp47(code: str | None, tag: str | None) -> None:
    assert to_bcp47(code) == tag


def test_regions_share_a_language() -> None:
    assert is_same_language("pt-BR", "pt")
    assert not is_same_language("pt", "en")
    assert not is_same_language(None, None)
