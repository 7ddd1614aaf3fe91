import json
import os
from pathlib import Path

import pytest

from kino.media.errors import NotAMediaFile, NoVideoTrack, TruncatedFile, UnreadableFile
from kino.media.info import MediaInfo
from kino.media.probe import probe_file
from tests.media.clips import Clips, has_encoder

PLAYABLE = {
    # name: (container, video codec string, audio codec strings, duration in seconds)
    "h264.mp4": ("mp4", "avc1.4D400C", ["mp4a.40.2"], 3),
    "fragmented.mp4": ("mp4", "avc1.4D400C", ["mp4a.40.2"], 3),
    "many-tracks.mkv": ("matroska", "avc1.4D400C", ["mp4a.40.2", "mp4a.40.2"], 4),
    "no-cues.mkv": ("matroska", "avc1.4D400C", ["mp4a.40.2"], 3),
    "vp9.webm": ("webm", "vp09.00.11.08", ["opus"], 3),
    "hevc.mp4": ("mp4", "hvc1.1.6.L60.90", [], 2),
    "hdr10.mkv": ("matroska", "hvc1.2.4.L60.90", [], 2),
    "plain.ts": ("mpegts", "avc1.4D400C", ["mp4a.40.2"], 3),
    "plain.avi": ("avi", "mp4v.20.1", ["mp3"], 2),
    "ac3.mkv": ("matroska", "avc1.4D400C", ["ac-3"], 2),
}


@pytest.mark.parametrize("name", PLAYABLE)
def test_probe_tells_container_codecs_and_length(clips: Clips, name: str) -> None:
    container, video, audio, duration_s = PLAYABLE[name]
    info = probe_file(clips.get(name))
    assert info.container == container
    assert info.video[0].codec_string == video
    assert [track.codec_string for track in info.audio] == audio
    assert info.duration_s == pytest.approx(duration_s, abs=0.15)
    assert (info.video[0].width_px, info.video[0].height_px) == (320, 180)
    assert info.video[0].frame_rate_fps == pytest.approx(25)
    assert not info.video[0].is_variable_frame_rate
    assert not info.is_truncated


@pytest.mark.parametrize("name", [*PLAYABLE, "with-cover.mp4", "rotated.mp4"])
def test_info_survives_json(clips: Clips, name: str) -> None:
    info = probe_file(clips.get(name))
    assert MediaInfo.from_dict(json.loads(json.dumps(info.to_dict()))) == info


@pytest.mark.skipif(not has_encoder("libsvtav1"), reason="this ffmpeg cannot encode AV1")
def test_probe_reads_av1(clips: Clips) -> None:
    assert probe_file(clips.get("av1.mp4")).video[0].codec_string == "av01.0.00M.08"


def test_tracks_have_languages_and_roles(clips: Clips) -> None:
    info = probe_file(clips.get("many-tracks.mkv"))
    assert [(t.language, t.is_default, t.is_commentary) for t in info.audio] == [
        ("de", True, False),
        ("en", False, True),
    ]
    sdh, forced = info.subtitles
    assert (sdh.language, sdh.is_text, sdh.is_hearing_impaired, sdh.is_forced) == ("en", True, True, False)
    assert (forced.language, forced.codec, forced.is_forced) == ("fr", "ass", True)


def test_chapters_attachments_and_tags_are_read(clips: Clips) -> None:
    info = probe_file(clips.get("many-tracks.mkv"))
    assert [(c.start_s, c.end_s, c.title) for c in info.chapters] == [
        (0.0, 1.5, "Opening <b>"),
        (1.5, 4.0, "Ending"),
    ]
    assert info.tags["title"] == "Many tracks"
    (font,) = info.attachments
    assert font.is_font
    assert font.size_bytes == 100


def test_attachment_names_hold_no_path(clips: Clips) -> None:
    name = probe_file(clips.get("many-tracks.mkv")).attachments[0].name
    assert "/" not in name
    assert not name.startswith(".")


def test_hdr_is_seen_in_the_picture(clips: Clips) -> None:
    video = probe_file(clips.get("hdr10.mkv")).video[0]
    assert (video.dynamic_range, video.bit_depth, video.color_primaries) == ("hdr10", 10, "bt2020")
    assert probe_file(clips.get("h264.mp4")).video[0].dynamic_range == "sdr"


def test_shape_of_the_picture_is_told(clips: Clips) -> None:
    rotated = probe_file(clips.get("rotated.mp4")).video[0]
    assert (rotated.rotation_degrees, rotated.display_width_px, rotated.display_height_px) == (90, 180, 320)
    anamorphic = probe_file(clips.get("anamorphic.mp4")).video[0]
    assert (anamorphic.display_width_px, anamorphic.display_height_px) == (427, 180)
    assert probe_file(clips.get("interlaced.mp4")).video[0].is_interlaced


def test_a_cover_is_no_video_track(clips: Clips) -> None:
    info = probe_file(clips.get("with-cover.mp4"))
    assert len(info.video) == 1
    assert info.pictures[0].mime_type == "image/jpeg"
    assert info.pictures[0].size_bytes > 1000


def test_start_of_a_recording_is_kept(clips: Clips) -> None:
    assert probe_file(clips.get("plain.ts")).start_s > 1


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("empty.mp4", NotAMediaFile, "empty"),
        ("text.mp4", NotAMediaFile, "no known format"),
        ("playlist.mp4", NotAMediaFile, "no known format"),
        ("sound-only.m4a", NoVideoTrack, "only sound"),
        ("truncated.mp4", TruncatedFile, "incomplete"),
        ("truncated-faststart.mp4", TruncatedFile, "incomplete"),
        ("truncated.mkv", TruncatedFile, "incomplete"),
    ],
)
def test_bad_files_say_why_and_name_themselves(
    clips: Clips, name: str, error: type[Exception], words: str
) -> None:
    path = clips.get(name)
    with pytest.raises(error, match=words) as caught:
        probe_file(path)
    assert path.name in str(caught.value)


def test_truncated_files_are_described_when_that_is_wanted(clips: Clips) -> None:
    for name in ("truncated-faststart.mp4", "truncated.mkv"):
        info = probe_file(clips.get(name), allow_truncated=True)
        assert info.is_truncated
        assert info.video[0].codec == "h264"


def test_pipes_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.mkv")
    with pytest.raises(UnreadableFile, match="ordinary"):
        probe_file(tmp_path / "endless.mkv")
    with pytest.raises(UnreadableFile):
        probe_file(tmp_path)
    with pytest.raises(UnreadableFile, match=r"gone\.mkv"):
        probe_file(tmp_path / "gone.mkv")
    with pytest.raises(UnreadableFile):
        probe_file("/dev/zero")


@pytest.mark.parametrize(
    "name",
    [b"quote'\".mp4", b"line\nbreak.mp4", b"per%20cent%d.mp4", b"-leading.mp4", b"bad-\xff\xfe.mp4",
     b"concat:a|b.mp4", b"http:x.mp4", b"x" * 251 + b".mp4"],
)  # fmt: skip
def test_any_file_name_can_be_probed(clips: Clips, tmp_path: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    with open(path, "wb") as target:  # noqa: PTH123 - a bytes path
        target.write(clips.get("h264.mp4").read_bytes())
    assert probe_file(path).video[0].codec == "h264"


@pytest.mark.parametrize("name", ["h264.mp4", "many-tracks.mkv", "plain.avi", "plain.ts"])
def test_damaged_bytes_never_raise_anything_else(clips: Clips, tmp_path: Path, name: str) -> None:
    good = clips.get(name).read_bytes()
    path = tmp_path / name
    for seed in range(40):
        data = bytearray(good)
        for step in range(12):
            data[(seed * 7919 + step * 104_729) % min(len(data), 6000)] ^= 1 + (seed * 31 + step) % 255
        path.write_bytes(data)
        try:
            info = probe_file(path, allow_truncated=True)
        except (NotAMediaFile, NoVideoTrack, TruncatedFile, UnreadableFile):
            continue
        json.dumps(info.to_dict())
