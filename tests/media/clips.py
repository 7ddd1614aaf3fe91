"""Small clips that ffmpeg draws once for all tests, 320×180, most of 2–5 s; in a folder for all workers."""

import fcntl
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import imageio_ffmpeg

_PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration={seconds}"]
_TONE = ["-f", "lavfi", "-i", "sine=frequency={hertz}:duration={seconds}:sample_rate=48000"]
# Where the chirps begin, left and right; the tones of 5.1 in FFmpeg's order of channels.
CHIRPS_HZ = (400, 700)
CHANNELS_HZ = (400, 700, 1000, 60, 1300, 1700)
_X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-bf", "2"]
_AAC = ["-c:a", "aac", "-b:a", "64k", "-ac", "2"]


@cache
def ffmpeg_path() -> str:
    """The ffmpeg of the Python dependencies."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def has_encoder(name: str) -> bool:
    """True when this ffmpeg can make such a stream."""
    listing = subprocess.run([ffmpeg_path(), "-hide_banner", "-encoders"], capture_output=True, text=True)
    return f" {name} " in listing.stdout


class Clips:
    """Draws each clip at its first use and hands out its path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> Path:
        """The clip called `name` (see RECIPES); its suffix is the container's."""
        path = self._folder / name
        with (self._folder / f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                partial = path.with_name(f"partial-{path.name}")
                RECIPES[name](self, partial)
                partial.rename(path)
        return path


def draw(target: Path, *arguments: str) -> None:
    """Runs ffmpeg with `arguments` and the target; raises with its messages when it fails."""
    argv = [ffmpeg_path(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments, str(target)]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"ffmpeg could not draw {target.name}: {done.stderr}")


def picture(seconds: float = 3) -> list[str]:
    return [part.format(seconds=seconds) for part in _PICTURE]


def tone(hertz: int = 440, seconds: float = 3) -> list[str]:
    return [part.format(seconds=seconds, hertz=hertz) for part in _TONE]


def _h264(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *tone(), *_X264, *_AAC, "-metadata", "title=Drawn", "-metadata", "date=2024",
         "-metadata", "genre=Test", "-movflags", "+faststart")  # fmt: skip


def _moov_last(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *tone(), *_X264, *_AAC)


def _fragmented(clips: Clips, target: Path) -> None:
    draw(target, "-i", str(clips.get("h264.mp4")), "-c", "copy", "-movflags", "frag_keyframe+empty_moov")


def _mkv(clips: Clips, target: Path) -> None:
    folder = target.parent
    subtitle, chapters, font = folder / "drawn.srt", folder / "drawn.ffmeta", folder / "drawn.ttf"
    subtitle.write_text("1\n00:00:00,500 --> 00:00:02,000\nHello <i>there</i>\n")
    chapters.write_text(
        ";FFMETADATA1\ntitle=Many tracks\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=Opening <b>\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=4000\ntitle=Ending\n"
    )
    font.write_bytes(b"\0\1\0\0" + bytes(96))
    draw(target, *picture(4), *tone(440, 4), *tone(880, 4), "-i", str(subtitle), "-i", str(subtitle),
         "-i", str(chapters), "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:s", "-map", "4:s",
         "-map_metadata", "5", "-map_chapters", "5", *_X264, *_AAC, "-c:s:0", "srt", "-c:s:1", "ass",
         "-metadata:s:a:0", "language=ger", "-metadata:s:a:1", "language=eng",
         "-metadata:s:a:1", "title=Director's commentary",
         "-disposition:a:0", "default", "-disposition:a:1", "comment",
         "-metadata:s:s:0", "language=eng", "-metadata:s:s:0", "title=English SDH",
         "-metadata:s:s:1", "language=fre", "-disposition:s:0", "0", "-disposition:s:1", "forced",
         "-attach", str(font), "-metadata:s:t:0", "mimetype=font/ttf",
         "-metadata:s:t:0", "filename=../../etc/<evil>.ttf")  # fmt: skip


def _webm(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *tone(), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8",
         "-b:v", "100k",
         "-g", "25", "-c:a", "libopus", "-b:a", "48k")  # fmt: skip


def _hevc(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), "-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
         "log-level=none:keyint=25",
         "-pix_fmt", "yuv420p", "-tag:v", "hvc1")  # fmt: skip


def _hdr10(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le",
         "-x265-params",
         "log-level=none:keyint=25:hdr10=1:colorprim=bt2020:transfer=smpte2084:"
         "colormatrix=bt2020nc")  # fmt: skip


def _av1(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), "-c:v", "libsvtav1", "-preset", "12", "-g", "25", "-svtav1-params", "lp=1")


def _ts(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *tone(), *_X264, *_AAC)


def _interlaced(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), "-vf", "interlace", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt",
         "yuv420p",
         "-flags", "+ilme+ildct", "-x264-params", "tff=1", "-g", "25")  # fmt: skip


def _rotated(clips: Clips, target: Path) -> None:
    draw(target, "-display_rotation", "-90", "-i", str(clips.get("h264.mp4")), "-c", "copy")


def _anamorphic(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), "-vf", "setsar=4/3", *_X264)


def _ac3(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), *tone(440, 2), *_X264, "-c:a", "ac3", "-ac", "6")


def _sound_only(clips: Clips, target: Path) -> None:
    draw(target, *tone(440, 1), *_AAC)


def _cover(clips: Clips, target: Path) -> None:
    image = target.parent / "cover.jpg"
    draw(image, "-f", "lavfi", "-i", "testsrc2=size=120x180:rate=1:duration=1", "-frames:v", "1")
    draw(target, "-i", str(clips.get("h264.mp4")), "-i", str(image), "-map", "0", "-map", "1", "-c", "copy",
         "-disposition:v:1", "attached_pic")  # fmt: skip


def _stss_not_flags(clips: Clips, target: Path) -> None:
    # FFmpeg flags recovery points as keyframes though stss does not list them, as in many films from the web.
    source = target.with_name("open-gop.mp4")
    draw(source, *picture(5), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25",
         "-bf", "2",
         "-flags", "-cgop", "-x264-params", "open-gop=1:keyint=25:min-keyint=1:scenecut=0")  # fmt: skip
    data = bytearray(source.read_bytes())
    at = data.index(b"stss") + 8
    # Only the first sample, the IDR, stays in the list.
    data[at : at + 4] = (1).to_bytes(4)
    target.write_bytes(data)


def _mkv_without_cues(clips: Clips, target: Path) -> None:
    # A live muxer cannot go back to write sizes or Cues.
    draw(target, "-i", str(clips.get("mkv-for-copy.mkv")), "-c", "copy", "-live", "1")


def _mkv_for_copy(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *tone(), *_X264, *_AAC)


def _avi(clips: Clips, target: Path) -> None:
    draw(target, *picture(2), *tone(440, 2), "-c:v", "mpeg4", "-g", "12", "-c:a", "libmp3lame", "-b:a", "64k")


def _black_start(clips: Clips, target: Path) -> None:
    draw(target, "-f", "lavfi", "-i", "color=black:size=320x180:rate=25:duration=2", *picture(3),
         "-filter_complex",
         "[0:v][1:v]concat=n=2:v=1", *_X264)  # fmt: skip


def _truncated_mp4(clips: Clips, target: Path) -> None:
    data = clips.get("moov-last.mp4").read_bytes()
    target.write_bytes(data[: len(data) // 2])


def _truncated_faststart(clips: Clips, target: Path) -> None:
    data = clips.get("h264.mp4").read_bytes()
    target.write_bytes(data[: len(data) * 3 // 4])


def _truncated_mkv(clips: Clips, target: Path) -> None:
    data = clips.get("many-tracks.mkv").read_bytes()
    target.write_bytes(data[: len(data) * 2 // 3])


def _empty(clips: Clips, target: Path) -> None:
    target.write_bytes(b"")


def _text(clips: Clips, target: Path) -> None:
    target.write_text("This is a letter, not a film.\n" * 300)


def _playlist(clips: Clips, target: Path) -> None:
    target.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{clips.get('plain.ts')}\n#EXT-X-ENDLIST\n"
    )


def _open_gop(clips: Clips, target: Path) -> None:
    draw(target, *picture(5), *tone(440, 5), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
         "-g", "25", "-bf", "3", "-flags", "-cgop", "-x264-params",
         "open-gop=1:keyint=25:min-keyint=25:scenecut=0:b-pyramid=normal", *_AAC)  # fmt: skip


def _hevc_open_gop(clips: Clips, target: Path) -> None:
    draw(target, *picture(4), "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
         "-x265-params",
         "log-level=none:keyint=25:min-keyint=25:scenecut=0:open-gop=1:bframes=3")  # fmt: skip


def _late_start(clips: Clips, target: Path) -> None:
    draw(target, "-i", str(clips.get("plain.ts")), "-c", "copy", "-output_ts_offset", "5000")


def _h264_avi(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *tone(), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
         "-g", "25", "-bf", "0", "-c:a", "libmp3lame")  # fmt: skip


def _variable_rate(clips: Clips, target: Path) -> None:
    draw(target, *picture(4), "-vf", "select='not(between(mod(n,25),5,11))'", "-fps_mode", "vfr", *_X264)


def _two_videos(clips: Clips, target: Path) -> None:
    draw(target, *picture(), *picture(), *tone(), "-map", "0", "-map", "1", "-map", "2", "-filter:v:1",
         "negate", *_X264, *_AAC)  # fmt: skip


def chirps(seconds: float = 4, rate: int = 48_000, start_s: float = 0) -> list[str]:
    """Stereo: at second t from the clip's beginning, CHIRPS_HZ plus 300 t Hz."""
    sides = "|".join(
        f"0.4*sin(2*PI*({hertz}*(t+{start_s})+150*(t+{start_s})*(t+{start_s})))" for hertz in CHIRPS_HZ
    )
    return ["-f", "lavfi", "-i", f"aevalsrc={sides}:channel_layout=stereo:sample_rate={rate}:d={seconds}"]


def channels(seconds: float = 4) -> list[str]:
    """5.1: each channel has a tone of its own of 0.3, CHANNELS_HZ."""
    tones = "|".join(f"0.3*sin(2*PI*{hertz}*t)" for hertz in CHANNELS_HZ)
    return ["-f", "lavfi", "-i", f"aevalsrc={tones}:channel_layout=5.1:sample_rate=48000:d={seconds}"]


def _with_sound(source: list[str], *codec: str) -> Callable[[Clips, Path], None]:
    def make(_clips: Clips, target: Path) -> None:
        draw(target, *picture(4), *source, *_X264, "-strict", "-2", *codec)

    return make


def _late_sound(clips: Clips, target: Path) -> None:
    # Sound from 1.2 s to 2.7 s of a picture of 4 s.
    draw(target, *picture(4), "-itsoffset", "1.2", *chirps(1.5, start_s=1.2), *_X264, "-c:a", "flac")


def _late_ac3(clips: Clips, target: Path) -> None:
    draw(target, *picture(4), "-itsoffset", "1.6", *chirps(1.5, start_s=1.6), *_X264, "-c:a", "ac3")


def _program_stream(clips: Clips, target: Path) -> None:
    # Packets of this container begin in the middle of a sound's frames.
    draw(target, *picture(4), *chirps(), "-c:v", "mpeg2video", "-g", "24", "-bf", "2", "-c:a", "ac3",
         "-b:a", "448k")  # fmt: skip


def _sound_ends(clips: Clips, target: Path) -> None:
    draw(target, *picture(60), *tone(440, 1), *_X264, "-c:a", "ac3")


def _attacks(clips: Clips, target: Path) -> None:
    # For such sound, an AAC encoder changes between long and short windows all the time.
    sides = "0.8*exp(-60*mod(t,0.137))*sin(2*PI*3000*t)|0.7*exp(-200*mod(t,0.0913))*(random(0)-0.5)"
    source = f"aevalsrc='{sides}':channel_layout=stereo:sample_rate=48000:d=4"
    draw(target, *picture(4), "-f", "lavfi", "-i", source, *_X264, "-c:a", "flac")


# Films of several segments, a keyframe every two seconds, the packets of whose sound all differ.
_LONG_S = 20


def _long(
    *codecs: str, size: str = "320x180", rate: str = "25", seconds: int = _LONG_S
) -> Callable[[Clips, Path], None]:
    def make(_clips: Clips, target: Path) -> None:
        drawing = f"testsrc2=size={size}:rate={rate}:duration={seconds}"
        draw(target, "-f", "lavfi", "-i", drawing, *chirps(seconds), *codecs)

    return make


_LONG_X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
_LONG_X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
              "-x265-params", "log-level=none:keyint=50:open-gop=1:bframes=3"]  # fmt: skip
_LONG_VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k", "-g", "50"]
_LONG_AV1 = ["-c:v", "libsvtav1", "-preset", "12", "-g", "50", "-svtav1-params", "lp=1"]
_LONG_MPEG2 = ["-c:v", "mpeg2video", "-q:v", "4", "-bf", "2", "-g", "24"]

RECIPES: dict[str, Callable[[Clips, Path], None]] = {
    "h264.mp4": _h264,
    "moov-last.mp4": _moov_last,
    "fragmented.mp4": _fragmented,
    "many-tracks.mkv": _mkv,
    "mkv-for-copy.mkv": _mkv_for_copy,
    "no-cues.mkv": _mkv_without_cues,
    "vp9.webm": _webm,
    "hevc.mp4": _hevc,
    "hdr10.mkv": _hdr10,
    "av1.mp4": _av1,
    "plain.ts": _ts,
    "interlaced.mp4": _interlaced,
    "rotated.mp4": _rotated,
    "anamorphic.mp4": _anamorphic,
    "ac3.mkv": _ac3,
    "plain.avi": _avi,
    "stss-not-flags.mp4": _stss_not_flags,
    "sound-only.m4a": _sound_only,
    "with-cover.mp4": _cover,
    "black-start.mp4": _black_start,
    "truncated.mp4": _truncated_mp4,
    "truncated-faststart.mp4": _truncated_faststart,
    "truncated.mkv": _truncated_mkv,
    "empty.mp4": _empty,
    "text.mp4": _text,
    "playlist.mp4": _playlist,
    "open-gop.mkv": _open_gop,
    "hevc-open-gop.mkv": _hevc_open_gop,
    "late-start.ts": _late_start,
    "h264.avi": _h264_avi,
    "variable-rate.mkv": _variable_rate,
    "two-videos.mkv": _two_videos,
    "flac.mkv": _with_sound(chirps(), "-c:a", "flac"),
    "flac-96000.mkv": _with_sound(chirps(rate=96_000), "-c:a", "flac"),
    "flac-22050.mkv": _with_sound(chirps(rate=22_050), "-c:a", "flac"),
    "flac-5.1.mkv": _with_sound(channels(), "-c:a", "flac"),
    "pcm.mkv": _with_sound(chirps(), "-c:a", "pcm_s24le"),
    "pcm.avi": _with_sound(chirps(), "-c:a", "pcm_s16le"),
    "truehd.mkv": _with_sound(chirps(), "-c:a", "truehd"),
    "dts.mkv": _with_sound(chirps(), "-c:a", "dca"),
    "ac3-stereo.mkv": _with_sound(chirps(), "-c:a", "ac3"),
    "ac3.ts": _with_sound(chirps(), "-c:a", "ac3"),
    "ac3.mpg": _program_stream,
    "eac3.mkv": _with_sound(chirps(), "-c:a", "eac3"),
    "eac3.ts": _with_sound(chirps(), "-c:a", "eac3"),
    "vorbis.mkv": _with_sound(chirps(), "-c:a", "libvorbis"),
    "opus.mkv": _with_sound(chirps(), "-c:a", "libopus"),
    "mp2.ts": _with_sound(chirps(), "-c:a", "mp2"),
    "mp3.mkv": _with_sound(chirps(rate=44_100), "-c:a", "libmp3lame"),
    "mp3.avi": _with_sound(chirps(), "-c:a", "libmp3lame"),
    "late-sound.mkv": _late_sound,
    "late-ac3.mkv": _late_ac3,
    "attacks.mkv": _attacks,
    "sound-ends.mkv": _sound_ends,
    "long-aac.mp4": _long(*_LONG_X264, "-bf", "2", "-g", "48", "-c:a", "aac", rate="24000/1001"),
    "long-aac.ts": _long(*_LONG_X264, "-bf", "2", "-g", "50", "-c:a", "aac", "-output_ts_offset", "3600"),
    "long-mp3.avi": _long(*_LONG_X264, "-bf", "0", "-g", "50", "-c:a", "libmp3lame"),
    "long-hevc-flac.mkv": _long(*_LONG_X265, "-c:a", "flac"),
    "long-vp9-opus.webm": _long(*_LONG_VP9, "-c:a", "libopus"),
    "long-av1-ac3.mp4": _long(*_LONG_AV1, "-c:a", "ac3"),
    "long-mpeg2-ac3.mpg": _long(*_LONG_MPEG2, "-c:a", "ac3", size="1280x720", rate="24000/1001", seconds=9),
}
