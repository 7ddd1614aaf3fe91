"""Frames as mp4 wants them: lengths before the units of H.264 and HEVC, AAC without its broadcast headers."""

import struct

from kino.media.codec_strings import iter_annex_b


def is_annex_b(extradata: bytes | None) -> bool:
    """Whether the stream's units begin with start codes (ts, avi), as its extradata tells."""
    return not extradata or extradata[0] != 1


def with_lengths(data: bytes) -> bytes:
    """The units of Annex B, each with four bytes of length in place of its start code."""
    units = iter_annex_b(data)
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units) if units else data


def is_adts(data: bytes) -> bool:
    """Whether an AAC frame has the header of ADTS (ISO/IEC 13818-7)."""
    return len(data) > 7 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0


def without_adts(data: bytes) -> bytes:
    """The AAC frame behind its header."""
    return data[9 if data[1] & 1 == 0 else 7 :]


def audio_config(adts: bytes) -> bytes:
    """The AudioSpecificConfig (ISO/IEC 14496-3) that an ADTS header implies."""
    profile = (adts[2] >> 6) + 1
    frequency = adts[2] >> 2 & 0x0F
    channels = (adts[2] & 1) << 2 | adts[3] >> 6
    return struct.pack(">H", profile << 11 | frequency << 7 | channels << 3)
