"""Every reason that a playback plan can give: a stable code, a plain sentence, and what it is about."""

from kino.media.info import SubtitleStream
from kino.media.plan import Reason

_CODEC_NAMES = {
    "h264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp9": "VP9", "vp8": "VP8",
    "mpeg4": "MPEG-4 (DivX, Xvid)", "mpeg2video": "MPEG-2", "mpeg1video": "MPEG-1", "vc1": "VC-1",
    "wmv3": "Windows Media", "theora": "Theora", "aac": "AAC", "ac3": "Dolby Digital (AC-3)",
    "eac3": "Dolby Digital Plus (E-AC-3)", "dts": "DTS", "truehd": "Dolby TrueHD", "opus": "Opus",
    "vorbis": "Vorbis", "flac": "FLAC", "mp3": "MP3", "mp2": "MP2", "alac": "Apple Lossless",
}  # fmt: skip
_CONTAINER_NAMES = {
    "mp4": "MP4", "mov": "QuickTime", "matroska": "Matroska (MKV)", "webm": "WebM",
    "mpegts": "transport stream (TS)", "mpegps": "MPEG", "avi": "AVI", "flv": "Flash video",
    "asf": "Windows Media",
}  # fmt: skip
_LANGUAGE_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es":
    "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "it":
    "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "nb": "Norwegian", "pl":
    "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr":
    "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
_RANGE_NAMES = {"hdr10": "HDR10", "hdr10_plus": "HDR10+", "hlg": "HLG", "dolby_vision": "Dolby Vision"}


def _codec_name(codec: str) -> str:
    return _CODEC_NAMES.get(codec, "PCM" if codec.startswith("pcm_") else codec)


def _language_name(tag: str | None) -> str:
    return _LANGUAGE_NAMES.get((tag or "").partition("-")[0], tag or "an unnamed language")


def container_unsupported(container: str) -> Reason:
    """The client's <video> does not open this container."""
    name = _CONTAINER_NAMES.get(container, container)
    return Reason(
        "container_unsupported",
        f"Your browser cannot open {name} files.",
        {"container": container, "name": name},
    )


def video_codec(codec: str, codec_string: str | None, *, is_known: bool) -> Reason:
    """is_known: the client said no; else it was not asked, and nothing is assumed."""
    name = _codec_name(codec)
    params: dict[str, str | int] = {"codec": codec, "name": name, "codec_string": codec_string or ""}
    if is_known:
        return Reason("video_codec_unsupported", f"Your browser cannot decode {name} video.", params)
    return Reason("video_codec_unknown", f"Your browser did not say that it can decode {name} video.", params)


def audio_codec(codec: str, codec_string: str | None, *, is_known: bool) -> Reason:
    """is_known: as in video_codec."""
    name = _codec_name(codec)
    params: dict[str, str | int] = {"codec": codec, "name": name, "codec_string": codec_string or ""}
    if is_known:
        return Reason("audio_codec_unsupported", f"Your browser cannot decode {name} sound.", params)
    return Reason("audio_codec_unknown", f"Your browser did not say that it can decode {name} sound.", params)


def video_not_for_segments(codec: str) -> Reason:
    """The picture has no place in HLS segments that players would understand."""
    name = _codec_name(codec)
    return Reason(
        "video_not_for_segments",
        f"{name} video cannot be streamed in segments as it is.",
        {"codec": codec, "name": name},
    )


def audio_not_for_segments(codec: str) -> Reason:
    """As for the picture."""
    name = _codec_name(codec)
    return Reason(
        "audio_not_for_segments",
        f"{name} sound cannot be streamed in segments as it is.",
        {"codec": codec, "name": name},
    )


def audio_ends_early(silence_s: float) -> Reason:
    """Segments are filled up with silence."""
    return Reason(
        "audio_ends_early",
        f"The sound ends {round(silence_s)} s before the film; silence is added to it.",
        {"silence_s": round(silence_s)},
    )


def direct_failed() -> Reason:
    """The client was given the file itself and showed or sounded nothing."""
    return Reason("direct_failed", "This device could not play the file as it is.")


def copy_failed() -> Reason:
    """The client was given the streams in a new container and failed at them."""
    return Reason("copy_failed", "This device could not play these streams in a new container either.")


def dolby_vision_only(profile: int) -> Reason:
    """Dolby Vision without a base layer that others can show."""
    return Reason(
        "dolby_vision_only",
        f"This film is in Dolby Vision profile {profile} alone, which your browser shows in wrong colours.",
        {"profile": profile},
    )


def dynamic_range(name: str) -> Reason:
    """The client said what it shows, and this is not among it."""
    shown = _RANGE_NAMES.get(name, name)
    return Reason(
        "dynamic_range_unsupported", f"Your screen cannot show {shown}.", {"range": name, "name": shown}
    )


def too_tall(height_px: int, limit_px: int) -> Reason:
    """More lines than the client or the house allows."""
    return Reason(
        "too_tall",
        f"The picture has {height_px} lines; at most {limit_px} are possible here.",
        {"height_px": height_px, "limit_px": limit_px},
    )


def bitrate_too_high(bitrate_bps: int, limit_bps: int) -> Reason:
    """More bits a second than the house allows."""
    return Reason(
        "bitrate_too_high",
        f"The film needs {bitrate_bps / 1e6:.1f} Mb/s; at most {limit_bps / 1e6:.1f} Mb/s are allowed.",
        {"bitrate_bps": bitrate_bps, "limit_bps": limit_bps},
    )


def too_many_channels(channels: int, limit: int) -> Reason:
    """More channels than the client takes."""
    return Reason(
        "too_many_channels",
        f"The sound has {channels} channels; your device takes {limit}.",
        {"channels": channels, "limit": limit},
    )


def audio_not_first(language: str | None, first: str | None) -> Reason:
    """The wished track is not the one that direct play has."""
    wanted, name = _language_name(language), _language_name(first)
    return Reason(
        "audio_not_first",
        f"The chosen sound ({wanted}) is not the first track; only the first plays directly ({name}).",
        {"language": language or "", "first_language": first or ""},
    )


def image_subtitle(subtitle: SubtitleStream) -> Reason:
    """The chosen subtitles are pictures, which no browser draws."""
    return Reason(
        "image_subtitle",
        "These subtitles are pictures and have to be drawn into the film.",
        {"codec": subtitle.codec, "language": subtitle.language or ""},
    )


def plays_first_audio_only(language: str | None) -> Reason:
    """The compromise of direct play: its one sound track."""
    return Reason(
        "plays_first_audio_only",
        f"It plays with {_language_name(language)} sound only; this Kino cannot switch the track yet.",
        {"language": language or ""},
    )


def plays_without_subtitles() -> Reason:
    """The compromise of direct play: no subtitles from pictures."""
    return Reason(
        "plays_without_subtitles",
        "It plays without these subtitles, because they are pictures; this Kino cannot draw them in yet.",
    )


def subtitle_as_webvtt(codec: str) -> Reason:
    """What happens to text subtitles."""
    return Reason("subtitle_as_webvtt", "The subtitles are handed over as WebVTT.", {"codec": codec})


def copied_along() -> Reason:
    """Why a stream without reasons of its own is not direct."""
    return Reason("copied_along", "Copied unchanged, because another part needs a new container.")


def other_track() -> Reason:
    """Why a stream is left out."""
    return Reason("other_track", "Another track was chosen.")


def no_such_audio(language: str) -> Reason:
    """A wish that the file cannot fulfil."""
    return Reason(
        "no_such_audio", f"This film has no {_language_name(language)} sound.", {"language": language}
    )


def no_such_subtitle(language: str) -> Reason:
    """A wish that the file cannot fulfil."""
    return Reason(
        "no_such_subtitle", f"This film has no {_language_name(language)} subtitles.", {"language": language}
    )


def incomplete_file() -> Reason:
    """A note about a truncated file."""
    return Reason("incomplete_file", "The end of this file is missing; it stops early.")


def interlaced() -> Reason:
    """A note about an interlaced picture."""
    return Reason("interlaced", "This is an interlaced recording; fast movement may show fine lines.")
