"""From a path to what the file is: the one entrance for the scan and its worker processes.

Pure: no disk, no clock, no state. Any bytes are a valid name; nothing here raises, and time is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kino.core.text import readable_text, sort_title
from kino.features.scanner.parts.artwork_names import read_artwork_name
from kino.features.scanner.parts.conventional_names import read_film_folder
from kino.features.scanner.parts.disc_folders import find_disc_root
from kino.features.scanner.parts.extras import find_extra_suffix, find_extras_folder, is_sample
from kino.features.scanner.parts.file_kinds import (
    AUDIO_EXTENSIONS,
    IMAGE_EXTENSIONS,
    SUBTITLE_EXTENSIONS,
    VIDEO_EXTENSIONS,
    skip_reason,
    unsupported_reason,
)
from kino.features.scanner.parts.guessed_names import GuessNeeded, without_guessing
from kino.features.scanner.parts.name_reading import (
    ExtraKind,
    LibraryKind,
    NameKind,
    NameReading,
    SidecarKind,
    explain,
)
from kino.features.scanner.parts.path_words import PathWords, split_path
from kino.features.scanner.parts.read_episodes import find_series_place, read_episode
from kino.features.scanner.parts.read_films import read_film
from kino.features.scanner.parts.release_words import spaced_words


def read_name(relative_path: bytes, library_kind: LibraryKind, *, ignore_marker: bool = False) -> NameReading:
    """What the path of one file says about it.

    relative_path: below its library folder, "/" between folders, any bytes.
    ignore_marker: a folder on the way holds a file named ".ignore".
    """
    words = split_path(relative_path)
    reason = "ignore_file" if ignore_marker else skip_reason(words.folders, words.name, words.extension)
    reading = _read_known(words, library_kind) if reason is None else _skipped(words, "ignored", reason)
    return reading if words.valid_utf8 else _storable(reading)


def read_names(relative_paths: Sequence[bytes], library_kind: LibraryKind) -> list[NameReading]:
    """The readings of many files, in their order; for worker processes, as both sides pickle."""
    return [read_name(path, library_kind) for path in relative_paths]


def read_plain_names(relative_paths: Sequence[bytes], library_kind: LibraryKind) -> list[NameReading] | None:
    """The same without a worker process, some 0.1 ms a name; None when any of the names must be guessed."""
    try:
        with without_guessing():
            return read_names(relative_paths, library_kind)
    except GuessNeeded:
        return None


def _skipped(words: PathWords, kind: NameKind, reason: str, group_key: str = "") -> NameReading:
    return NameReading(words.path, kind, group_key=group_key, confidence=0.0, reasons=explain(reason))


def _read_known(words: PathWords, library_kind: LibraryKind) -> NameReading:
    """A file that nobody asked to leave out."""
    disc = find_disc_root(words.folders, words.name)
    if disc is not None:
        return _read_disc(words, disc)
    extension = words.extension
    if extension in VIDEO_EXTENSIONS:
        return _read_video(words, library_kind)
    unsupported = unsupported_reason(extension)
    if unsupported is not None:
        title = read_film_folder(words.stem).title
        reading = _skipped(words, "unsupported", unsupported, f"file:{readable_text(words.path)}")
        return replace(reading, title=title, sort_title=sort_title(title))
    sidecar = _sidecar_kind(words)
    if sidecar is None:
        return _skipped(words, "ignored", "not_media")
    if sidecar == "audio" and (song := _read_theme_song(words, library_kind)) is not None:
        return song
    return NameReading(words.path, "sidecar", title=spaced_words(words.stem), sidecar_kind=sidecar)


def _sidecar_kind(words: PathWords) -> SidecarKind | None:
    if words.extension in SUBTITLE_EXTENSIONS:
        return "subtitle"
    if words.extension == "nfo":
        return "nfo"
    if words.extension in IMAGE_EXTENSIONS:
        return "artwork" if read_artwork_name(words.folders, words.stem) is not None else None
    return "audio" if words.extension in AUDIO_EXTENSIONS else None


def _read_disc(words: PathWords, depth: int) -> NameReading:
    """A file of a copied disc. All of them share one group_key, so that the disc is listed once."""
    folder = words.folders[depth - 1] if depth else ""
    name = read_film_folder(folder)
    place = words.folder_path(depth)
    reading = _skipped(words, "unsupported", "disc_folder", f"disc:{readable_text(place or b'')}")
    return replace(
        reading,
        title=name.title,
        year=name.year,
        sort_title=sort_title(name.title),
        title_folder=place,
        provider_ids=name.provider_ids,
    )


def _read_video(words: PathWords, library_kind: LibraryKind) -> NameReading:
    stem = words.stem
    folder = find_extras_folder(words.folders, stem) if len(words.folders) > 1 else None
    if is_sample(stem) or (folder is not None and folder[1] == "sample"):
        return replace(_skipped(words, "ignored", "sample"), extra_kind="sample", title=spaced_words(stem))
    if folder is not None:
        return _read_extra(
            words._replace(folders=words.folders[: folder[0]]),
            "",
            spaced_words(stem),
            folder[1],
            library_kind,
        )
    suffix = find_extra_suffix(stem)
    if suffix is not None and (suffix[0] or words.folders):
        return _read_extra(
            words, suffix[0], spaced_words(suffix[0]) or spaced_words(stem), suffix[1], library_kind
        )
    return _read_main(words, stem, library_kind)


def _read_main(words: PathWords, stem: str, library_kind: LibraryKind) -> NameReading:
    """A film or an episode, as the library says and the name shows."""
    episode = read_episode(words, stem, library_kind)
    if episode is None:
        return read_film(words, stem)
    if library_kind == "movies":
        return replace(
            episode,
            kind="doubtful",
            confidence=0.4,
            reasons=(*episode.reasons, *explain("episode_in_film_library")),
        )
    return episode


def _read_theme_song(words: PathWords, library_kind: LibraryKind) -> NameReading | None:
    folder = find_extras_folder(words.folders, words.stem)
    if folder is not None and folder[1] == "theme_song":
        return _read_extra(
            words._replace(folders=words.folders[: folder[0]]),
            "",
            spaced_words(words.stem),
            "theme_song",
            library_kind,
        )
    if words.stem.lower() == "theme" and words.folders:
        return _read_extra(words, "", "theme", "theme_song", library_kind)
    return None


def _read_extra(
    words: PathWords, base: str, title: str, kind: ExtraKind, library_kind: LibraryKind
) -> NameReading:
    """An extra of the title that its name or folder belongs to.

    base: the name without the ending that made it an extra; empty when only the folder names the owner.
    """
    owner = _read_owner(words, base, library_kind)
    return replace(
        owner, kind="extra", extra_kind=kind, extra_title=title or None,
        version_label=None, part_number=None, part_group=None,
        reasons=(), confidence=0.9, episode_title=None,
    )  # fmt: skip


def _read_owner(words: PathWords, base: str, library_kind: LibraryKind) -> NameReading:
    place = find_series_place(words.folders)
    if library_kind == "series" or (library_kind == "mixed" and place.season_number is not None):
        # A number keeps the reader from asking guessit about "Making of"; the extra of a whole season has
        # none.
        found = read_episode(words, base, "movies") if base else None
        if found is not None:
            return found
        owner = read_episode(words, "S00E00", "series")
        assert owner is not None  # a series library always answers
        return replace(owner, season_number=place.season_number, episode_numbers=())
    return read_film(words, base or (words.folders[-1] if words.folders else words.stem))


def _storable(reading: NameReading) -> NameReading:
    r"""The reading of a name that is not UTF-8, with texts that a database and a browser take.

    The group key keeps the bytes apart ("\\\\xe9") where the shown title cannot.
    """
    texts = {
        name: readable_text(value)
        for name in (
            "title",
            "episode_title",
            "edition",
            "version_label",
            "extra_title",
            "sort_title",
            "group_key",
            "part_group",
        )
        if isinstance(value := getattr(reading, name), str)
    }
    changes: dict[str, Any] = {**texts, "reasons": (*reading.reasons, *explain("not_utf8"))}
    return replace(reading, **changes, confidence=min(reading.confidence, 0.8))
