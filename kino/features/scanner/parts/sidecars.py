"""Which subtitle, sound track, NFO and picture belongs to which video; by names alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from kino.features.scanner.parts.artwork_names import ArtworkName, read_artwork_name
from kino.features.scanner.parts.episode_names import find_dated, find_numbered
from kino.features.scanner.parts.extras import find_extra_suffix, find_extras_folder, is_sample
from kino.features.scanner.parts.file_kinds import (
    AUDIO_EXTENSIONS,
    IMAGE_EXTENSIONS,
    SUBTITLE_EXTENSIONS,
    VIDEO_EXTENSIONS,
    skip_reason,
)
from kino.features.scanner.parts.language_words import read_language
from kino.features.scanner.parts.name_reading import SidecarKind
from kino.features.scanner.parts.path_words import PathWords, split_path

SidecarScope = Literal["video", "folder", "season", "person", "unassigned"]

_SUBTITLE_FOLDERS = frozenset(
    ["subs", "sub", "subtitles", "subtitle", "untertitel", "vobsubs", "sous-titres", "subtítulos", "audio"]
)
_FORMATS = {"smi": "sami", "ssa": "ass", "dfxp": "ttml", "sub": "sub", "mks": "matroska"}
_FORCED = frozenset(("forced", "foreign", "forciert", "forcé"))
_HEARING = frozenset(("sdh", "cc", "hoh", "hearingimpaired"))
_DEFAULT = frozenset(("default",))
_WORDS = re.compile(r"[^ .()\[\]{},]+")
_INDEX = re.compile(r"^([0-9]{1,3})[ ._-]+(?=.)")
_BOUNDARY = frozenset(" ._-([{")


class TrackName(NamedTuple):
    """What the name of an external subtitle or sound track says.

    language: BCP 47, None when unnamed. format: "srt", "ass", "vtt", "vobsub", "sup", "sami", …, for sound
        the extension.
    position: the number of "2_English.srt", to keep the order of the release.
    """

    language: str | None = None
    forced: bool = False
    hearing_impaired: bool = False
    default: bool = False
    title: str | None = None
    format: str = ""
    position: int | None = None


class Sidecar(NamedTuple):
    """One file beside videos and what it belongs to.

    videos: the videos of the listing it is for; empty for "folder" (the film, series or season that
        the folder is), "season" (`artwork.season_number`), "person" and "unassigned".
    companion: the second file of a pair (the .sub of a VobSub .idx).
    """

    path: bytes
    kind: SidecarKind
    scope: SidecarScope
    videos: tuple[bytes, ...] = ()
    track: TrackName | None = None
    artwork: ArtworkName | None = None
    companion: bytes | None = None


def read_track_name(suffix: str, extension: str) -> TrackName:
    """The meaning of what follows the video's name in a subtitle's or a sound track's ("en.forced.sdh")."""
    position = None
    if (numbered := _INDEX.match(suffix.lstrip(" ._-"))) is not None:
        position = int(numbered[1])
        suffix = suffix.lstrip(" ._-")[numbered.end() :]
    language: str | None = None
    flags: set[str] = set()
    rest: list[str] = []
    for whole in _WORDS.findall(suffix):
        pieces = [whole] if read_language(whole) else [piece for piece in re.split("[-_]", whole) if piece]
        for word in pieces:
            lowered = word.lower()
            # "hi" is Hindi when it stands alone and "hearing impaired" behind another language.
            if lowered in _HEARING or (lowered == "hi" and language is not None):
                flags.add("hearing")
            elif lowered in _FORCED:
                flags.add("forced")
            elif lowered in _DEFAULT:
                flags.add("default")
            elif (found := read_language(word)) is not None and (
                language is None or found.startswith(f"{language}-")
            ):
                language = found
            else:
                rest.append(word)
    return TrackName(
        language, "forced" in flags, "hearing" in flags, "default" in flags, " ".join(rest) or None,
        _FORMATS.get(extension, extension), position,
    )  # fmt: skip


class _Video(NamedTuple):
    path: bytes
    folders: tuple[str, ...]
    stem: str
    episode: object
    extra: bool


def _episode_mark(stem: str) -> tuple[object, ...] | None:
    found = find_numbered(stem) or find_dated(stem)
    return (found.season_number, found.episode_numbers, found.air_date) if found is not None else None


def _list_videos(listing: Sequence[PathWords]) -> list[_Video]:
    return [
        _Video(
            words.path,
            words.folders,
            words.stem.casefold(),
            _episode_mark(words.stem),
            find_extra_suffix(words.stem) is not None
            or is_sample(words.stem)
            # A listing starts at the film's own folder, so its first folder may hold extras too.
            or find_extras_folder(("", *words.folders), words.stem) is not None,
        )
        for words in listing
        if words.extension in VIDEO_EXTENSIONS
        and skip_reason(words.folders, words.name, words.extension) is None
    ]


def _owner_folder(folders: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """The folder of a track's videos, and the name of the folder between ("Subs/<video>/2_English.srt")."""
    for index in range(len(folders) - 1, -1, -1):
        if folders[index].lower() in _SUBTITLE_FOLDERS:
            between = folders[index + 1] if index + 1 < len(folders) else None
            return folders[:index], between
    return folders, None


def _matching_stem(name: str, videos: Sequence[_Video]) -> list[_Video]:
    """The videos whose whole name starts this one; the longest only, so that "Film 2" is not "Film"."""
    folded = name.casefold()
    fitting = [
        video
        for video in videos
        if folded.startswith(video.stem)
        and (len(folded) == len(video.stem) or folded[len(video.stem)] in _BOUNDARY)
    ]
    longest = max((len(video.stem) for video in fitting), default=0)
    return [video for video in fitting if len(video.stem) == longest]


def _find_videos(words: PathWords, videos: Sequence[_Video]) -> tuple[list[_Video], str]:
    """The videos a track belongs to, and the part of its name that describes it."""
    folders, between = _owner_folder(words.folders)
    near = [video for video in videos if video.folders == folders]
    if between is not None and (named := _matching_stem(between, near)):
        return named, words.stem
    named = _matching_stem(words.stem, near)
    if named:
        return named, words.stem[len(named[0].stem) :]
    mark = _episode_mark(words.stem)
    same = [video for video in near if mark is not None and video.episode == mark]
    if same:
        found = find_numbered(words.stem) or find_dated(words.stem)
        return same, found.rest if found is not None else ""
    main = [video for video in near if not video.extra]
    # A release's only film takes whatever lies beside it; parts of an episode mark would name another video.
    return (main, words.stem) if len(main) == 1 and mark is None else ([], words.stem)


def _assign_track(
    words: PathWords, kind: SidecarKind, videos: Sequence[_Video], listing: dict[bytes, PathWords]
) -> Sidecar | None:
    owners, suffix = _find_videos(words, videos)
    if kind == "audio" and (not owners or suffix == words.stem):
        return None  # music beside a film is no sound track of it
    track = read_track_name(suffix if owners else "", words.extension)
    companion = None
    if words.extension in ("idx", "sub"):
        twin = {
            other.extension: other.path
            for other in listing.values()
            if other.folders == words.folders and other.stem == words.stem
        }
        if "idx" in twin and "sub" in twin:
            if words.extension == "sub":
                return None
            companion, track = twin["sub"], track._replace(format="vobsub")
    return Sidecar(
        words.path,
        kind,
        "video" if owners else "unassigned",
        tuple(video.path for video in owners),
        track,
        companion=companion,
    )


def _assign_nfo(words: PathWords, videos: Sequence[_Video]) -> Sidecar:
    name = words.stem.lower()
    if name in ("movie", "tvshow", "season"):
        return Sidecar(words.path, "nfo", "folder")
    exact = tuple(
        video.path
        for video in videos
        if video.folders == words.folders and video.stem == words.stem.casefold()
    )
    return Sidecar(words.path, "nfo", "video" if exact else "unassigned", exact)


def _assign_picture(words: PathWords, videos: Sequence[_Video]) -> Sidecar | None:
    near = [video for video in videos if video.folders == words.folders]
    exact = [video for video in near if video.stem == words.stem.casefold()]
    if exact:
        kind: Literal["still", "poster"] = "still" if exact[0].episode is not None else "poster"
        return Sidecar(
            words.path,
            "artwork",
            "video",
            tuple(video.path for video in exact),
            artwork=ArtworkName(kind, "video", stem=words.stem),
        )
    art = read_artwork_name(words.folders, words.stem)
    if art is None:
        return None
    if art.target != "video":
        return Sidecar(words.path, "artwork", art.target, artwork=art)
    owners = [video for video in near if video.stem == (art.stem or "").casefold()]
    if owners and owners[0].episode is not None and art.kind == "landscape":
        art = art._replace(kind="still")
    return Sidecar(
        words.path,
        "artwork",
        "video" if owners else "unassigned",
        tuple(video.path for video in owners),
        artwork=art,
    )


def assign_sidecars(directory_listing: Sequence[bytes]) -> list[Sidecar]:
    """What the files of one folder that are no videos belong to, in the order of the listing.

    directory_listing: paths relative to the folder, its subfolders ("Subs/…", "extrafanart/…") included; the
    videos must be among them. Files that belong to nothing known (scene pictures, music) are left out;
    subtitles and NFO files without a video are "unassigned", so that they can be listed.
    """
    listing = [split_path(path) for path in directory_listing]
    by_path = {words.path: words for words in listing}
    videos = _list_videos(listing)
    found: list[Sidecar] = []
    for words in listing:
        if skip_reason(words.folders, words.name, words.extension) is not None:
            continue
        sidecar: Sidecar | None = None
        if words.extension in SUBTITLE_EXTENSIONS:
            sidecar = _assign_track(words, "subtitle", videos, by_path)
        elif words.extension in AUDIO_EXTENSIONS:
            sidecar = _assign_track(words, "audio", videos, by_path)
        elif words.extension == "nfo":
            sidecar = _assign_nfo(words, videos)
        elif words.extension in IMAGE_EXTENSIONS:
            sidecar = _assign_picture(words, videos)
        if sidecar is not None:
            found.append(sidecar)
    return found
