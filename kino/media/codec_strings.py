"""RFC 6381 codec strings, read from the bitstream, because containers and profiles' names are not exact.

Browsers decide by these strings: `hvc1.1.6.L93.B0` and a malformed one mean "plays" and "black picture".
"""

from dataclasses import dataclass

_FIXED_VIDEO = {"vp8": "vp8", "theora": "theora", "mpeg1video": "mp4v.6A"}
# MP2 has a name of its own: its registered string (mp4a.69) is MP3's too, and a browser's yes means MP3.
_FIXED_AUDIO = {
    "ac3": "ac-3", "eac3": "ec-3", "ac4": "ac-4", "opus": "opus", "vorbis": "vorbis", "flac": "flac",
    "alac": "alac", "mp3": "mp3", "mp2": "mp2", "truehd": "mlpa",
}  # fmt: skip
_DTS = {"DTS-HD MA": "dtsl", "DTS-HD HRA": "dtsh", "DTS Express": "dtse"}
_AAC_OBJECT_TYPES = {"Main": 1, "LC": 2, "SSR": 3, "LTP": 4, "HE-AAC": 5, "HE-AACv2": 29, "xHE-AAC": 42}
# Annex A of the VP9 bitstream specification: level, most luma samples a second, most luma samples a picture.
_VP9_LEVELS = (
    (10, 829_440, 36_864), (11, 2_764_800, 73_728), (20, 4_608_000, 122_880), (21, 9_216_000, 245_760),
    (30, 20_736_000, 552_960), (31, 36_864_000, 983_040), (40, 83_558_400, 2_228_224),
    (41, 160_432_128, 2_228_224), (50, 311_951_360, 8_912_896), (51, 588_251_136, 8_912_896),
    (52, 1_176_502_272, 8_912_896), (60, 1_176_502_272, 35_651_584), (61, 2_353_004_544, 35_651_584),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What is known of a video stream apart from its extradata.

    level: as FFmpeg gives it (31 for H.264 3.1, 93 for HEVC 3.1); negative when unknown.
    """

    codec: str
    tag: str = ""
    profile: str | None = None
    level: int = -99
    bit_depth: int = 8
    width_px: int = 0
    height_px: int = 0
    frame_rate_fps: float | None = None


def video_codec_string(facts: VideoFacts, extradata: bytes | None) -> str | None:
    """The stream's RFC 6381 string, or None when its codec has none or the bitstream does not tell.

    extradata: avcC, hvcC, av1C or vpcC, or parameter sets in Annex B form.
    """
    data = extradata or b""
    match facts.codec:
        case "h264":
            return _avc(facts, data)
        case "hevc":
            return _hevc(facts, data)
        case "av1":
            return _av1(facts, data)
        case "vp9":
            return _vp9(facts, data)
        case "mpeg4":
            return f"mp4v.20.{_mpeg4_profile(data):d}"
        case "mpeg2video":
            return "mp4v.61"
        case _:
            return _FIXED_VIDEO.get(facts.codec)


def audio_codec_string(codec: str, profile: str | None, extradata: bytes | None) -> str | None:
    """The stream's RFC 6381 string, or None when its codec has none.

    extradata: for AAC the AudioSpecificConfig; without it (ADTS) the profile's name decides.
    """
    if codec in {"aac", "aac_latm"}:
        return _aac(profile, extradata or b"")
    if codec == "dts":
        if profile and "DTS:X" in profile:
            return "dtsx"
        return _DTS.get(profile or "", "dtsc")
    return _FIXED_AUDIO.get(codec)


def dolby_vision_codec_string(codec: str, tag: str, profile: int, level: int) -> str:
    """The string of a Dolby Vision stream, such as dvh1.08.06 (Dolby Vision Streams Within ISOBMFF, §3)."""
    if codec == "av1":
        entry = "dav1"
    elif codec == "h264":
        entry = "dvav" if tag in {"avc3", "dvav"} else "dva1"
    else:
        entry = "dvhe" if tag in {"hev1", "dvhe"} else "dvh1"
    return f"{entry}.{profile:02d}.{level:02d}"


def _avc(facts: VideoFacts, data: bytes) -> str | None:
    entry = "avc3" if facts.tag == "avc3" else "avc1"
    if len(data) >= 4 and data[0] == 1:
        return f"{entry}.{data[1:4].hex().upper()}"
    for nal in iter_annex_b(data):
        if nal and nal[0] & 0x1F == 7 and len(nal) >= 4:
            return f"{entry}.{nal[1:4].hex().upper()}"
    return None


def _hevc(facts: VideoFacts, data: bytes) -> str | None:
    entry = "hev1" if facts.tag == "hev1" else "hvc1"
    if len(data) >= 23 and data[0] == 1:
        return _hevc_string(entry, data[1:13])
    for nal in iter_annex_b(data):
        # Type 33 is the sequence parameter set; its profile_tier_level starts at the fourth byte.
        if len(nal) >= 2 and nal[0] >> 1 & 0x3F == 33:
            plain = nal.replace(b"\0\0\x03", b"\0\0")
            if len(plain) >= 15:
                return _hevc_string(entry, plain[3:15])
    return None


def _hevc_string(entry: str, tier: bytes) -> str:
    """ISO/IEC 14496-15 annex E.3; tier holds the 12 bytes of general_profile_tier_level."""
    space = ("", "A", "B", "C")[tier[0] >> 6]
    compatibility = int(f"{int.from_bytes(tier[1:5]):032b}"[::-1], 2)
    rank = "H" if tier[0] & 0x20 else "L"
    constraints = [f"{byte:X}" for byte in tier[5:11].rstrip(b"\0")]
    return ".".join(
        [entry, f"{space}{tier[0] & 0x1F}", f"{compatibility:X}", f"{rank}{tier[11]}", *constraints]
    )


def _av1(facts: VideoFacts, data: bytes) -> str | None:
    if len(data) >= 4 and data[0] == 0x81:
        profile, level = data[1] >> 5, data[1] & 0x1F
        tier = "H" if data[2] & 0x80 else "M"
        depth = (12 if data[2] & 0x20 else 10) if data[2] & 0x40 else 8
        return f"av01.{profile}.{level:02d}{tier}.{depth:02d}"
    profiles = {"Main": 0, "High": 1, "Professional": 2}
    if facts.profile not in profiles or facts.level < 0:
        return None
    return f"av01.{profiles[facts.profile]}.{facts.level:02d}M.{facts.bit_depth:02d}"


def _vp9(facts: VideoFacts, data: bytes) -> str:
    # vpcC as FFmpeg hands it over: version and flags, profile, level, then depth in the upper half of a byte.
    if len(data) >= 8 and data[0] == 1:
        return f"vp09.{data[4]:02d}.{data[5]:02d}.{data[6] >> 4:02d}"
    name = (facts.profile or "").rpartition(" ")[2]
    profile = int(name) if name in {"0", "1", "2", "3"} else 0
    return f"vp09.{profile:02d}.{_vp9_level(facts):02d}.{facts.bit_depth:02d}"


def _vp9_level(facts: VideoFacts) -> int:
    picture = facts.width_px * facts.height_px
    rate = picture * (facts.frame_rate_fps or 30.0)
    for level, most_rate, most_picture in _VP9_LEVELS:
        if rate <= most_rate and picture <= most_picture:
            return level
    return 62


def _mpeg4_profile(data: bytes) -> int:
    at = data.find(b"\0\0\x01\xb0")
    # 3 is Simple Profile level 3, what a decoder may assume without a visual object sequence.
    return data[at + 4] if 0 <= at < len(data) - 4 else 3


def _aac(profile: str | None, data: bytes) -> str:
    if len(data) >= 2:
        bits = int.from_bytes(data[:8].ljust(8, b"\0"))
        kind = bits >> 59
        if kind == 31:
            kind = 32 + (bits >> 53 & 0x3F)
        if kind == 2 and _has_sbr_extension(data):
            kind = 5
        if kind:
            return f"mp4a.40.{kind}"
    return f"mp4a.40.{_AAC_OBJECT_TYPES.get(profile or 'LC', 2)}"


def _has_sbr_extension(data: bytes) -> bool:
    """Backward compatible signalling of SBR behind the config: 0x2B7, type 5, flag 1 (14496-3 §1.6.5).

    Right after the 16 bits of an AAC LC config with a listed sample rate and no extension of its own.
    """
    if len(data) < 5 or (data[0] & 0x07) << 1 | data[1] >> 7 == 15:
        return False
    tail = int.from_bytes(data[2:5])
    return tail >> 13 == 0x2B7 and tail >> 8 & 0x1F == 5 and bool(tail >> 7 & 1)


def iter_annex_b(data: bytes) -> list[bytes]:
    """The NAL units of a byte stream with start codes (ISO/IEC 14496-10, Annex B); empty for other data.

    A start code may have further zeros, and zeros may trail a unit; neither belongs to it.
    """
    before, *units = data.split(b"\0\0\x01")
    return [] if before.strip(b"\0") else [unit.rstrip(b"\0") for unit in units]
