"""Forty films as the probe describes them: what households own, from DVD rips to UHD discs."""

from dataclasses import replace

from kino.media.info import AudioStream, DolbyVision, MediaInfo, VideoStream

_VIDEO = VideoStream(
    index=0, codec="h264", codec_string="avc1.640028", profile=None, width_px=1920, height_px=1080,
    display_width_px=1920, display_height_px=1080, pixel_aspect=1.0, rotation_degrees=0, frame_rate_fps=24.0,
    is_variable_frame_rate=False, is_interlaced=False, bit_depth=8, pixel_format="yuv420p",
    dynamic_range="sdr", color_primaries=None, color_transfer=None, color_space=None, dolby_vision=None,
    bitrate_bps=None, duration_s=6000.0, language=None, title=None, is_default=True,
)  # fmt: skip
_AUDIO = AudioStream(
    index=1, codec="aac", codec_string="mp4a.40.2", profile=None, channels=2, channel_layout="stereo",
    sample_rate_hz=48_000, bit_depth=None, bitrate_bps=None, duration_s=6000.0, language="en", title=None,
    is_default=True, is_forced=False, is_commentary=False, is_audio_description=False, is_original=False,
)  # fmt: skip


def _picture(codec: str, codec_string: str | None, lines_px: int = 1080, **changes: object) -> VideoStream:
    width_px = {480: 720, 576: 720}.get(lines_px, lines_px * 16 // 9)
    shape = {"width_px": width_px, "height_px": lines_px}
    return replace(_VIDEO, codec=codec, codec_string=codec_string, **shape, **changes)  # type: ignore[arg-type]


def _sound(codec: str, codec_string: str | None, channels: int = 2, **changes: object) -> AudioStream:
    return replace(_AUDIO, codec=codec, codec_string=codec_string, channels=channels, **changes)  # type: ignore[arg-type]


def _film(container: str, video: VideoStream | None, *audio: AudioStream) -> MediaInfo:
    tracks = tuple(replace(track, index=position) for position, track in enumerate(audio, 1))
    return MediaInfo(
        container=container, format_name=container, size_bytes=10**9, duration_s=6000.0, start_s=0.0,
        bitrate_bps=4_000_000, is_truncated=False, video=(video,) if video else (), audio=tracks,
        subtitles=(), chapters=(), attachments=(), pictures=(), tags={},
    )  # fmt: skip


_H264 = _VIDEO
_H264_4K = _picture("h264", "avc1.640033", 2160)
_HIGH10 = _picture("h264", "avc1.6E0028", bit_depth=10)
_HEVC8 = _picture("hevc", "hvc1.1.6.L120.90")
_HEVC10 = _picture("hevc", "hvc1.2.4.L120.90", bit_depth=10)
_UHD = _picture("hevc", "hvc1.2.4.L153.90", 2160, bit_depth=10, dynamic_range="hdr10")
_AV1 = _picture("av1", "av01.0.08M.08")
_AV1_10 = _picture("av1", "av01.0.13M.10", 2160, bit_depth=10, dynamic_range="hdr10")
_VP9 = _picture("vp9", "vp09.00.40.08")
_VP9_HDR = _picture("vp9", "vp09.02.51.10", 2160, bit_depth=10, dynamic_range="hdr10")
_VP8 = _picture("vp8", "vp8", 480)
_DVD = _picture("mpeg2video", "mp4v.61", 576, is_interlaced=True)
_XVID = _picture("mpeg4", "mp4v.20.245", 480)
_DV = replace(_UHD, dynamic_range="dolby_vision")


def _dolby(profile: int, compatibility_id: int, *, has_enhancement_layer: bool = False) -> VideoStream:
    record = DolbyVision(profile, 6, has_enhancement_layer, compatibility_id, f"dvh1.{profile:02d}.06")
    return replace(_DV, dolby_vision=record)


_AAC = _AUDIO
_GERMAN = replace(_AAC, language="de", is_default=False)
_AAC6 = _sound("aac", "mp4a.40.2", 6)
_HE_AAC = _sound("aac", "mp4a.40.5")
_AC3 = _sound("ac3", "ac-3", 6)
_EAC3 = _sound("eac3", "ec-3", 6)
_DTS = _sound("dts", "dtsc", 6)
_DTS_HD = _sound("dts", "dtsl", 8)
_TRUEHD = _sound("truehd", "mlpa", 8)
_MP3 = _sound("mp3", "mp3")
_MP2 = _sound("mp2", "mp2")
_OPUS = _sound("opus", "opus")
_OPUS6 = _sound("opus", "opus", 6)
_VORBIS = _sound("vorbis", "vorbis")
_FLAC = _sound("flac", "flac")
_ALAC = _sound("alac", "alac")
_PCM = _sound("pcm_s16le", None)

FILMS = {
    "web mp4: h264 + aac": _film("mp4", _H264, _AAC),
    "web mp4: h264 + he-aac": _film("mp4", _H264, _HE_AAC),
    "web mp4: h264 + aac 5.1": _film("mp4", _H264, _AAC6),
    "web mp4: h264 + e-ac-3": _film("mp4", _H264, _EAC3),
    "web mp4: h264 2160p + aac": _film("mp4", _H264_4K, _AAC),
    "web mkv: h264 + aac": _film("matroska", _H264, _AAC),
    "web mkv: h264 + ac-3": _film("matroska", _H264, _AC3),
    "web mkv: h264 + e-ac-3": _film("matroska", _H264, _EAC3),
    "web mkv: hevc + aac": _film("matroska", _HEVC8, _AAC),
    "web mkv: hevc 10 bit + opus 5.1": _film("matroska", _HEVC10, _OPUS6),
    "web mkv: av1 + opus": _film("matroska", _AV1, _OPUS),
    "web mkv: av1 hdr10 2160p + e-ac-3": _film("matroska", _AV1_10, _EAC3),
    "web webm: vp9 + opus": _film("webm", _VP9, _OPUS),
    "web webm: vp9 hdr10 2160p + opus": _film("webm", _VP9_HDR, _OPUS),
    "web webm: vp8 + vorbis": _film("webm", _VP8, _VORBIS),
    "web ogg: theora + vorbis": _film("ogg", _picture("theora", "theora", 480), _VORBIS),
    "bd mkv: h264 + dts": _film("matroska", _H264, _DTS),
    "bd mkv: h264 + dts-hd ma": _film("matroska", _H264, _DTS_HD),
    "bd mkv: h264 + flac": _film("matroska", _H264, _FLAC),
    "bd mkv: vc-1 + dts": _film("matroska", _picture("vc1", None), _DTS),
    "bd m2ts: h264 + truehd": _film("mpegts", _H264, _TRUEHD),
    "bd m2ts: h264 + ac-3": _film("mpegts", _H264, _AC3),
    "anime mkv: h264 high 10 + flac": _film("matroska", _HIGH10, _FLAC),
    "uhd mkv: hevc hdr10 + truehd": _film("matroska", _UHD, _TRUEHD),
    "uhd mkv: hevc hdr10 + ac-3": _film("matroska", _UHD, _AC3),
    "uhd mp4: hevc hdr10+ + e-ac-3": _film("mp4", replace(_UHD, dynamic_range="hdr10_plus"), _EAC3),
    "uhd mp4: dolby vision 5 + e-ac-3": _film("mp4", _dolby(5, 0), _EAC3),
    "uhd mkv: dolby vision 7 + truehd": _film("matroska", _dolby(7, 6, has_enhancement_layer=True), _TRUEHD),
    "uhd mp4: dolby vision 8.1 + e-ac-3": _film("mp4", _dolby(8, 1), _EAC3),
    "tv ts: h264 interlaced + mp2": _film("mpegts", replace(_H264, is_interlaced=True), _MP2),
    "tv mkv: h264 + mp2": _film("matroska", _H264, _MP2),
    "tv ts: mpeg-2 + mp2": _film("mpegts", _DVD, _MP2),
    "tv ts: hevc hlg + aac": _film("mpegts", replace(_HEVC10, dynamic_range="hlg"), _AAC),
    "dvd mpg: mpeg-2 + ac-3": _film("mpegps", _DVD, _AC3),
    "old avi: xvid + mp3": _film("avi", _XVID, _MP3),
    "old avi: h264 + ac-3": _film("avi", _H264, _AC3),
    "old wmv: wmv3 + wma": _film("asf", _picture("wmv3", None, 480), _sound("wmav2", None)),
    "phone mov: hevc turned + aac": _film("mov", replace(_HEVC8, rotation_degrees=90), _AAC),
    "camera mov: h264 + pcm": _film("mov", _H264, _PCM),
    "edit mov: prores + alac": _film("mov", _picture("prores", None), _ALAC),
    "silent mp4: h264": _film("mp4", _H264),
    "short sound mkv: h264 + aac": _film("matroska", _H264, replace(_AAC, duration_s=5000.0)),
    "two languages mp4: h264 + aac": _film("mp4", _H264, _AAC, _GERMAN),
}  # fmt: skip
