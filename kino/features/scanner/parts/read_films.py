"""A film by its file and the folder it has for itself."""

from __future__ import annotations

from typing import NamedTuple

from kino.core.text import fold_text, sort_title
from kino.features.scanner.parts.conventional_names import (
    FilmName,
    is_generic_stem,
    is_version_folder,
    read_film_folder,
    read_film_name,
    same_title,
    take_folder_label,
)
from kino.features.scanner.parts.guessed_names import GuessedName, guess_name
from kino.features.scanner.parts.multi_part import find_part_folder
from kino.features.scanner.parts.name_reading import NameReading, ReadingMethod, explain
from kino.features.scanner.parts.path_words import PathWords, fold_spelling
from kino.features.scanner.parts.release_words import find_quality, find_stereo_layout, spaced_words


class FilmPlace(NamedTuple):
    """How many folders lead to the film's own one (0 for none), and the part that its path names."""

    depth: int
    part_number: int | None


def film_key(title: str, year: int | None) -> str:
    """What the files of one film have in common."""
    return f"movie:{fold_spelling(title)}:{year or ''}"


def find_film_place(folders: tuple[str, ...]) -> FilmPlace:
    """The folder that may be the film's own, above folders of parts ("CD1") and of copies ("1080p")."""
    depth, part = len(folders), None
    while depth > 1:
        folder = folders[depth - 1]
        number = find_part_folder(folder)
        if number is None and not is_version_folder(folder):
            break
        part = number if number is not None else part
        depth -= 1
    return FilmPlace(depth, part)


def _owns(folder: FilmName, file: FilmName, stem: str) -> bool:
    """Whether a folder is the file's own film folder rather than a shelf of several films."""
    if not folder.title:
        return False
    alike = same_title(folder.title, file.title)
    if folder.year is not None or folder.provider_ids:
        if file.year is None or file.year == folder.year:
            return True
        return alike and (folder.year is None or abs(file.year - folder.year) <= 1)
    if is_generic_stem(stem):
        return True
    return alike and fold_text(file.title).startswith(fold_text(folder.title))


def _name_both(folder: FilmName, file: FilmName, stem: str) -> tuple[str, int | None, str | None]:
    """Title, year and version label of a file in its own folder, whose name counts more."""
    label = file.version_label
    if folder.year is None and file.year is not None:
        return folder.title if same_title(folder.title, file.title) else file.title, file.year, label
    if label is None and file.year is None:
        _, label = take_folder_label(spaced_words(stem.replace("_", " ")), folder.title)
        if (
            label is None
            and not is_generic_stem(stem)
            and file.certain
            and not same_title(folder.title, file.title)
        ):
            # Another name in a film's folder is most likely the film in another language: say which file it
            # is.
            label = file.title
    return folder.title, folder.year, label


def _from_guess(words: PathWords, guess: GuessedName) -> NameReading:
    title = spaced_words(guess.title or "")
    return NameReading(
        path=words.path,
        kind="movie" if title else "doubtful",
        title=title,
        year=guess.year,
        edition=guess.edition,
        quality=guess.quality,
        group_key=film_key(title, guess.year),
        sort_title=sort_title(title),
        reading_method="guessit",
        confidence=0.7 if guess.year else 0.5,
        reasons=explain("guessed") if guess.year else explain("guessed", "no_year"),
    )


def read_film(words: PathWords, stem: str) -> NameReading:
    """The film a video file holds. stem: its name without extension (and without the ending of an extra)."""
    place = find_film_place(words.folders)
    file = read_film_name(stem)
    folder = read_film_folder(words.folders[place.depth - 1]) if place.depth else None
    if folder is None or not _owns(folder, file, stem):
        folder = None
    method: ReadingMethod = "conventional"
    title, year, label = file.title, file.year, file.version_label
    if folder is not None:
        title, year, label = _name_both(folder, file, stem)
    elif not file.certain:
        method = "guessit"
        guess = guess_name(stem, "movie")
        if guess is not None and guess.title:
            return _from_guess(words, guess)
    if not title:
        return NameReading(
            words.path,
            "doubtful",
            stem,
            group_key=film_key(stem, None),
            reading_method=method,
            confidence=0.0,
            reasons=explain("no_title"),
        )
    return _build_film(words, file, folder, place, title, year, label)


def _build_film(
    words: PathWords,
    file: FilmName,
    folder: FilmName | None,
    place: FilmPlace,
    title: str,
    year: int | None,
    label: str | None,
) -> NameReading:
    """The reading of a film whose title is settled."""
    rest, key = file.rest, film_key(title, year)
    quality = find_quality(rest) if rest else None
    edition, ids = file.edition, file.provider_ids
    if folder is not None:
        quality = quality or find_quality(folder.rest)
        edition = edition or folder.edition
        ids = {**ids, **folder.provider_ids} if folder.provider_ids else ids
    part = file.part_number or place.part_number
    known = year is not None or bool(ids)
    return NameReading(
        path=words.path,
        kind="movie",
        title=title,
        year=year,
        edition=edition,
        version_label=label,
        quality=quality,
        stereo_layout=find_stereo_layout(rest) if rest else None,
        part_number=part,
        part_group=f"{key}|{edition or ''}|{label or ''}|{quality or ''}" if part else None,
        provider_ids=ids,
        group_key=key,
        title_folder=words.folder_path(place.depth) if folder is not None else None,
        sort_title=sort_title(title),
        confidence=1.0 if known and folder is not None else 0.9 if known else 0.7,
        reasons=() if known else explain("no_year"),
    )
