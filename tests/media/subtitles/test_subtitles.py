"""Cues: from streams by stretches, from files in old and new letters, and from hostile ones."""

from pathlib import Path

import pytest

from kino.media.subtitles.cues import MOST_CHARACTERS, Cue, read_ass_text, strip_ass, strip_tags
from kino.media.subtitles.extract import extract_cues
from kino.media.subtitles.text_files import MOST_BYTES, decode_text, read_cues
from tests.media.clips import Clips, draw, picture

SRT = "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nyou\n\n2\n00:01:03,000 --> 00:01:04,000\nLate\n"
ASS = (
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\i1}Hello{\\i0}\\Nyou, there\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}\n"
    "Dialogue: broken\n"
)


def test_extract_cues_reads_every_text_track_at_once(clips: Clips) -> None:
    hello = [Cue(0.5, 2.0, "Hello there")]
    assert extract_cues(clips.get("many-tracks.mkv"), 0.0, 60.0) == {3: hello, 4: hello}
    assert extract_cues(clips.get("h264.mp4"), 0.0, 60.0) == {}


def test_extract_cues_of_all_stretches_are_each_line_once(tmp_path: Path) -> None:
    lines, film = tmp_path / "lines.srt", tmp_path / "film.mkv"
    lines.write_text(
        "".join(
            f"{number}\n00:00:0{number},250 --> 00:00:0{number},900\nLine {number}\n\n" for number in range(8)
        )
    )
    draw(film, *picture(8), "-i", str(lines), "-c:v", "libx264", "-g", "20", "-c:s", "srt")
    whole = extract_cues(film, 0.0, 60.0)[1]
    pieces = [cue for from_s in (0.0, 3.0, 6.0) for cue in extract_cues(film, from_s, from_s + 3.0)[1]]
    assert pieces == whole
    assert [cue.text for cue in whole] == [f"Line {number}" for number in range(8)]
    # The container's own beginning is not the film's.
    assert extract_cues(film, 0.0, 2.0, start_s=1.0)[1][0].start_s == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("text", "ending", "cues"),
    [
        (SRT, "srt", [Cue(1.0, 2.5, "Hello\nyou"), Cue(63.0, 64.0, "Late")]),
        (SRT.replace("\n", "\r\n"), "srt", [Cue(1.0, 2.5, "Hello\nyou"), Cue(63.0, 64.0, "Late")]),
        (
            "WEBVTT\n\nNOTE no\n\n00:01.000 --> 00:02.000 line:0 align:start\n<v Roger>Hi &amp; bye</v>\n",
            "vtt",
            [Cue(1.0, 2.0, "Hi & bye")],
        ),
        (ASS, "ass", [Cue(1.0, 2.5, "Hello\nyou, there")]),
        ("1\n00:00:05,000 --> 00:00:04,000\nBackwards\n", "srt", []),
        ("1\n00:00:05,000 --> 99:00:04,000\nFor ever\n", "srt", [Cue(5.0, 65.0, "For ever")]),
        (SRT.replace("\n\n", "\n"), "srt", [Cue(1.0, 2.5, "Hello\nyou"), Cue(63.0, 64.0, "Late")]),
        (
            "1\n00:01,0 --> 00:02,0\n10\n2\n00:02,0 --> 00:03,0\n3\n00:03,0 --> 00:04,0\n9\n",
            "srt",
            [Cue(1.0, 2.0, "10"), Cue(3.0, 4.0, "9")],
        ),
        (
            "00:01,0 --> 00:02,0\nNine\n10\n00:02,0 --> 00:03,0\n11\n",
            "srt",
            [Cue(1.0, 2.0, "Nine\n10"), Cue(2.0, 3.0, "11")],
        ),
        ("no cues at all", "srt", []),
        ("", "ass", []),
    ],
)
def test_read_cues_of_a_file(text: str, ending: str, cues: list[Cue]) -> None:
    assert read_cues(text, ending) == cues


@pytest.mark.parametrize(
    ("content", "language", "text"),
    [
        ("Grüße".encode(), "de", "Grüße"),
        ("\ufeffGrüße".encode(), "de", "Grüße"),
        ("\ufeffGrüße".encode("utf-16-le"), None, "Grüße"),
        ("\ufeffGrüße".encode("utf-16-be"), None, "Grüße"),
        ("Grüße".encode("cp1252"), None, "Grüße"),
        ("Привет".encode("cp1251"), "ru", "Привет"),
        ("Zażółć".encode("cp1250"), "pl-PL", "Zażółć"),
        ("こんにちは".encode("cp932"), "ja", "こんにちは"),
        ("这是测试".encode("gb18030"), "zh", "这是测试"),
        ("这是测试".encode("gb18030"), "zh-CN", "这是测试"),
        ("这是测试".encode("gb18030"), "zh-Hans-HK", "这是测试"),
        ("這是測試‧你好".encode("cp950"), "zh-TW", "這是測試‧你好"),
        ("這是測試".encode("big5"), "zh-Hant", "這是測試"),
        ("這是測試".encode("big5"), "zh-Hant-TW", "這是測試"),
        ("我哋喺度".encode("big5hkscs"), "zh-HK", "我哋喺度"),
        ("我哋喺度".encode("big5hkscs"), "zh-Hant-HK", "我哋喺度"),
        ("Шта".encode("cp1251"), "sr-RS", "Шта"),
        ("Češće".encode("cp1250"), "sr-Latn-RS", "Češće"),
    ],
)
def test_decode_text_of_old_and_new_letters(content: bytes, language: str | None, text: str) -> None:
    assert decode_text(content, language) == text


def test_text_of_cues_is_plain_and_bounded() -> None:
    assert strip_tags('<font color="red">2 < 3</font> {\\an8}&lt;b&gt;') == "2 < 3 <b>"
    assert read_ass_text("0,0,Default,,0,0,0,,{\\b1}One, two\\hthree") == "One, two three"
    assert read_ass_text("not an event") == ""
    assert len(strip_tags("a" * 100_000)) == MOST_CHARACTERS


def test_text_without_overrides_keeps_braces_that_nothing_closes() -> None:
    assert strip_ass("{\\i1}One{a{b}, {two") == "One, {two"
    assert strip_ass("{\\i1}{\\p1}m 0 0") == strip_ass("{\\i1}{\\p1 m 0 0") == ""
    assert strip_ass("\\p1 is no shape") == "\\p1 is no shape"
    assert strip_ass("One {\\clip(" + "0 0 l " * 2_000 + ")}line") == "One line"
    assert strip_ass("One {\\clip(" + "0 0 l " * 20_000 + ")}line") == "One"
    # Python reads no number of so many digits.
    assert len(strip_tags("&#" + "1" * 5_000 + ";")) < MOST_CHARACTERS


# What takes as much time as its length squared takes hours here, on any machine.
@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["{", "{\\p", "{a}{", "<a", "<1", "&#1", "\\N"])
@pytest.mark.parametrize("line_characters", [32_000, MOST_BYTES])
def test_hostile_lines_take_no_longer_than_others(unit: str, line_characters: int) -> None:
    line = unit * (line_characters // len(unit))
    for _ in range(MOST_BYTES // line_characters):
        assert len(strip_ass(line)) <= MOST_CHARACTERS
        assert len(strip_tags(line)) <= MOST_CHARACTERS
