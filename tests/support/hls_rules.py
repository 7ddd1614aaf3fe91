"""A strict reader of playlists by RFC 8216bis (draft-pantos-hls-rfc8216bis), apart from what writes them.

Clients ignore what they do not know, but a server has no reason to say it: here it is refused. Numbers in
messages are those of the draft's sections.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

# EXT-X-MAP in a playlist that is not for I-frames only, and decimals in EXTINF (section 8).
_LEAST_VERSION_WITH_MAP = 6
_MASTER_TAGS = frozenset({"EXT-X-MEDIA", "EXT-X-STREAM-INF"})
# They apply to the whole playlist and stand once in it (4.4.3).
_HEADER_TAGS = ("EXT-X-TARGETDURATION", "EXT-X-MEDIA-SEQUENCE", "EXT-X-PLAYLIST-TYPE", "EXT-X-ENDLIST")
_SEGMENT_TAGS = frozenset({"EXTINF", "EXT-X-MAP"})
_ANYWHERE_TAGS = ("EXT-X-VERSION", "EXT-X-INDEPENDENT-SEGMENTS")

# The kinds of values (4.2).
_INTEGER = r"\d{1,20}"
_FLOAT = r"\d+(\.\d+)?"
_QUOTED = r'"[^"\r\n]*"'
_RESOLUTION = r"[1-9]\d*x[1-9]\d*"
_YES_OR_NO = r"YES|NO"
_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(,(?=.)|$)')
_ATTRIBUTES_OF: Mapping[str, Mapping[str, str]] = {
    "EXT-X-STREAM-INF": {
        "BANDWIDTH": _INTEGER,
        "AVERAGE-BANDWIDTH": _INTEGER,
        "CODECS": _QUOTED,
        "RESOLUTION": _RESOLUTION,
        "FRAME-RATE": _FLOAT,
        "VIDEO-RANGE": r"SDR|HLG|PQ",
        "AUDIO": _QUOTED,
    },
    "EXT-X-MEDIA": {
        "TYPE": r"AUDIO",
        "GROUP-ID": _QUOTED,
        "NAME": _QUOTED,
        "URI": _QUOTED,
        "LANGUAGE": r'"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"',
        "DEFAULT": _YES_OR_NO,
        "AUTOSELECT": _YES_OR_NO,
        "CHANNELS": r'"\d+(/[A-Z0-9,-]*){0,2}"',
        "CHARACTERISTICS": _QUOTED,
        "STABLE-RENDITION-ID": r'"[A-Za-z0-9+/=._-]+"',
    },
    "EXT-X-MAP": {"URI": _QUOTED},
}
_REQUIRED_OF: Mapping[str, frozenset[str]] = {
    # All but BANDWIDTH are what players choose by; the draft asks for them with SHOULD.
    "EXT-X-STREAM-INF": frozenset({"BANDWIDTH", "AVERAGE-BANDWIDTH", "CODECS", "RESOLUTION", "FRAME-RATE"}),
    "EXT-X-MEDIA": frozenset({"TYPE", "GROUP-ID", "NAME", "URI", "CHANNELS"}),
    "EXT-X-MAP": frozenset({"URI"}),
}
# Of RFC 6381, with what the registries of the codecs ask for behind the first point.
_CODEC = re.compile(
    r"avc1\.[0-9A-Fa-f]{6}|hvc1(\.[A-C]?\d+)(\.[0-9A-F]+)\.[LH]\d+(\.[0-9A-F]+)*"
    r"|av01\.\d\.\d\d[MH]\.\d\d(\.[\d.]+)?|vp09(\.\d\d){3}(\.\d\d){0,5}|mp4a\.40\.\d+|ac-3|ec-3|[oO]pus|fLaC|flac"
)


class BrokenPlaylist(AssertionError):
    """A playlist that the draft does not allow; the message names the line."""


@dataclass(frozen=True, slots=True)
class Sound:
    """An EXT-X-MEDIA of sound."""

    group: str
    name: str
    uri: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """An EXT-X-STREAM-INF. group: of its sounds; None for a silent film."""

    uri: str
    bandwidth_bps: int
    average_bandwidth_bps: int
    codecs: tuple[str, ...]
    width_px: int
    height_px: int
    frame_rate_fps: float
    group: str | None


@dataclass(frozen=True, slots=True)
class Master:
    """A multivariant playlist."""

    variants: tuple[Variant, ...]
    sounds: tuple[Sound, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of a media playlist. length_s: as EXTINF says, exactly."""

    uri: str
    length_s: Fraction


@dataclass(frozen=True, slots=True)
class Media:
    """A media playlist of a whole film."""

    target_s: int
    init_uri: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A tag with what follows its colon, or an address, which has the tag ""."""

    number: int
    tag: str
    value: str

    def refuse(self, why: str) -> BrokenPlaylist:
        return BrokenPlaylist(f"line {self.number} (#{self.tag}:{self.value}): {why}")


def read_master(data: bytes) -> Master:
    """The multivariant playlist. Raises BrokenPlaylist."""
    lines = _read_lines(data, _MASTER_TAGS.union(_ANYWHERE_TAGS))
    _read_version(lines)
    sounds: list[Sound] = []
    variants: list[Variant] = []
    opened: _Line | None = None
    for line in lines:
        if opened is not None:
            variants.append(_read_variant(opened, _check_address(line)))
            opened = None
        elif line.tag == "EXT-X-MEDIA":
            sounds.append(_read_sound(line))
        elif line.tag == "EXT-X-STREAM-INF":
            opened = line
        elif not line.tag:
            raise line.refuse("an address without EXT-X-STREAM-INF (4.1)")
    if opened is not None:
        raise opened.refuse("no address follows (4.4.6.2)")
    if not variants:
        raise BrokenPlaylist("there is no EXT-X-STREAM-INF: nothing can be played (4.4.6.2)")
    _check_groups(sounds, variants)
    return Master(tuple(variants), tuple(sounds))


def read_media(data: bytes) -> Media:
    """The media playlist of a film that is there from its beginning to its end. Raises BrokenPlaylist."""
    lines = _read_lines(data, _SEGMENT_TAGS.union(_HEADER_TAGS, _ANYWHERE_TAGS))
    version = _read_version(lines)
    told = {tag: _read_once(lines, tag) for tag in _HEADER_TAGS}
    first = next((line for line in lines if line.tag in _SEGMENT_TAGS or not line.tag), None)
    if first is None:
        raise BrokenPlaylist("there is no segment")
    for tag, value in (
        ("EXT-X-TARGETDURATION", r"[1-9]\d*"),
        ("EXT-X-MEDIA-SEQUENCE", "0"),
        ("EXT-X-PLAYLIST-TYPE", "VOD"),
    ):
        _check_value(told[tag], value)
        if told[tag].number > first.number:
            raise told[tag].refuse("stands behind a segment (4.4.3)")
    _check_value(told["EXT-X-ENDLIST"], "")
    if told["EXT-X-ENDLIST"] != lines[-1]:
        raise told["EXT-X-ENDLIST"].refuse("something follows")
    if first.tag != "EXT-X-MAP" or version < _LEAST_VERSION_WITH_MAP:
        raise first.refuse("EXT-X-MAP, of version 6, must come before what it is for (4.4.4.5)")
    init_uri = _read_attributes(first)["URI"].strip('"')
    _check_address(_Line(first.number, "", init_uri))
    target_s = int(told["EXT-X-TARGETDURATION"].value)
    segments = _read_segments(lines[lines.index(first) + 1 : -1], target_s)
    return Media(target_s, init_uri, tuple(segments))


def _read_segments(lines: Sequence[_Line], target_s: int) -> list[Segment]:
    """Pairs of EXTINF and an address."""
    segments = []
    if len(lines) % 2:
        raise lines[-1].refuse("EXTINF and address do not go in pairs (4.4.4.1)")
    for extinf, address in zip(lines[::2], lines[1::2], strict=True):
        found = re.fullmatch(r"(\d+(?:\.\d+)?),", extinf.value) if extinf.tag == "EXTINF" else None
        if found is None:
            raise extinf.refuse("no EXTINF of the form <seconds>, (4.4.4.1)")
        length_s = Fraction(found[1])
        if not length_s or math.floor(length_s + Fraction(1, 2)) > target_s:
            raise extinf.refuse(f"rounded, more than the target of {target_s} s, or nothing (4.4.3.1)")
        segments.append(Segment(_check_address(address), length_s))
    if not segments:
        raise BrokenPlaylist("there is no segment")
    if len({one.uri for one in segments}) < len(segments):
        raise BrokenPlaylist("two segments have one address")
    return segments


def _read_lines(data: bytes, known: frozenset[str]) -> list[_Line]:
    """What follows #EXTM3U; blank lines and comments, which mean nothing, are left out."""
    text = data.decode("utf-8")
    if re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]", text) or re.search(r"\r(?!\n)", text):
        raise BrokenPlaylist("there is a control character or a byte order mark (4.1)")
    first, *rest = text.splitlines()
    if first != "#EXTM3U" or not text.endswith("\n"):
        raise BrokenPlaylist(f"the first line is {first!r}, or the last one has no end (4.4.1.1)")
    lines = []
    for number, told in enumerate(rest, 2):
        if told != told.strip():
            raise BrokenPlaylist(f"line {number} has space around it: {told!r} (4.1)")
        if not told or (told.startswith("#") and not told.startswith("#EXT")):
            continue
        tag, _, value = told[1:].partition(":") if told.startswith("#") else ("", "", told)
        line = _Line(number, tag, value)
        if tag and tag not in known:
            raise line.refuse("no tag of such a playlist (4.1)")
        lines.append(line)
    for tag in _ANYWHERE_TAGS:
        if sum(line.tag == tag for line in lines) > 1:
            raise BrokenPlaylist(f"{tag} stands there twice (4.4.1.2, 4.4.2.1)")
    return lines


def _read_once(lines: Sequence[_Line], tag: str) -> _Line:
    found = [line for line in lines if line.tag == tag]
    if len(found) != 1:
        raise BrokenPlaylist(f"{tag} stands there {len(found)} times, not once (4.4.3)")
    return found[0]


def _read_version(lines: Sequence[_Line]) -> int:
    version = _read_once(lines, "EXT-X-VERSION")
    _check_value(version, r"[1-9]\d?")
    return int(version.value)


def _check_value(line: _Line, pattern: str) -> None:
    if re.fullmatch(pattern, line.value) is None:
        raise line.refuse(f"its value is not {pattern!r}")


def _read_attributes(line: _Line) -> dict[str, str]:
    """The attribute list (4.2), quotes left on."""
    kinds, found = _ATTRIBUTES_OF[line.tag], dict[str, str]()
    at = 0
    while at < len(line.value):
        match = _ATTRIBUTE.match(line.value, at)
        if match is None:
            raise line.refuse(f"no attribute at {line.value[at:][:40]!r}")
        name, value = match[1], match[2]
        if name in found or name not in kinds or re.fullmatch(kinds[name], value) is None:
            raise line.refuse(f"{name}={value} is unknown, of another kind, or there twice")
        found[name] = value
        at = match.end()
    missing = _REQUIRED_OF[line.tag] - found.keys()
    if missing:
        raise line.refuse(f"{sorted(missing)} is missing")
    return found


def _read_sound(line: _Line) -> Sound:
    told = _read_attributes(line)
    is_default = told.get("DEFAULT") == "YES"
    if is_default and told.get("AUTOSELECT") == "NO":
        raise line.refuse("what is the default may be selected (4.4.6.1)")
    uri = _check_address(_Line(line.number, "", told["URI"].strip('"')))
    return Sound(told["GROUP-ID"].strip('"'), told["NAME"].strip('"'), uri, is_default)


def _read_variant(line: _Line, uri: str) -> Variant:
    told = _read_attributes(line)
    codecs = tuple(told["CODECS"].strip('"').split(","))
    unknown = [one for one in codecs if _CODEC.fullmatch(one) is None]
    if unknown or len(set(codecs)) < len(codecs):
        raise line.refuse(f"{codecs} are not codecs of RFC 6381, each once")
    width_px, height_px = map(int, told["RESOLUTION"].split("x"))
    bandwidth_bps, average_bps = int(told["BANDWIDTH"]), int(told["AVERAGE-BANDWIDTH"])
    if not 0 < average_bps <= bandwidth_bps:
        raise line.refuse("the average is above the peak (4.4.6.2)")
    group = told["AUDIO"].strip('"') if "AUDIO" in told else None
    return Variant(
        uri, bandwidth_bps, average_bps, codecs, width_px, height_px, float(told["FRAME-RATE"]), group
    )


def _check_groups(sounds: Sequence[Sound], variants: Sequence[Variant]) -> None:
    """Groups are there for variants, which name no other; their members differ (4.4.6.1.1, 4.4.6.2)."""
    groups = {one.group for one in sounds}
    if groups != {one.group for one in variants if one.group is not None}:
        raise BrokenPlaylist(f"the groups {sorted(groups)} are not those that the variants name")
    if groups and any(one.group is None for one in variants):
        raise BrokenPlaylist("a variant has no sound though there is one")
    for group in groups:
        members = [one for one in sounds if one.group == group]
        if len({one.name for one in members}) < len(members):
            raise BrokenPlaylist(f"two of the group {group} have one name")
        if sum(one.is_default for one in members) > 1:
            raise BrokenPlaylist(f"the group {group} has two defaults")


def _check_address(line: _Line) -> str:
    """The address; it is relative, so that the signature before it serves all that is below."""
    if line.tag or re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*", line.value) is None:
        raise line.refuse("no address below that of the playlist")
    if ".." in line.value.split("/"):
        raise line.refuse("an address that leaves the folder of the playlist")
    return line.value
