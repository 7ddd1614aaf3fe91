"""What a file's name tells, and the reasons for whatever it does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

LibraryKind = Literal["movies", "series", "mixed"]
NameKind = Literal["movie", "episode", "extra", "sidecar", "ignored", "unsupported", "doubtful"]
ReadingMethod = Literal["conventional", "guessit"]
SidecarKind = Literal["subtitle", "audio", "nfo", "artwork"]
StereoLayout = Literal["side_by_side", "top_bottom", "multiview"]
ExtraKind = Literal[
    "trailer", "behind_the_scenes", "deleted_scene", "interview", "featurette", "scene", "short", "clip",
    "sample", "theme", "theme_song", "other",
]  # fmt: skip


class Reason(NamedTuple):
    """Why a file was skipped or read with doubt: a stable code, a plain sentence and what to do about it."""

    code: str
    sentence: str
    hint: str


_CONVERT_DISC = "Convert the disc into one MKV file for each film or episode, for example with MakeMKV."

REASONS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason("hidden", "The name starts with a dot or belongs to a folder that does.", ""),
        Reason("system_folder", "The folder belongs to the storage system, not to the library.", ""),
        Reason(
            "temporary_file",
            "The file is still being written or downloaded.",
            "It is read once it has its final name.",
        ),
        Reason(
            "ignore_file",
            "A file named .ignore asks to leave this folder out.",
            "Delete the .ignore file to include the folder.",
        ),
        Reason("not_media", "The file is neither video nor something that belongs to one.", ""),
        Reason(
            "sample",
            "The file is a short sample of a release.",
            "Rename it without the word “sample” if it is the film itself.",
        ),
        Reason("disc_image", "Disc images cannot be played.", _CONVERT_DISC),
        Reason("disc_folder", "Folders copied from a DVD or Blu-ray cannot be played.", _CONVERT_DISC),
        Reason("archive", "The file is packed in an archive.", "Unpack it into the same folder."),
        Reason(
            "stream_file",
            "The file holds only an address, not a film.",
            "Put the video file itself into the folder.",
        ),
        Reason("no_title", "The name holds no title.", "Rename it, for example to “Film Name (1999).mkv”."),
        Reason(
            "no_year",
            "The name holds no year, so films of the same name cannot be told apart.",
            "Add the year in brackets, for example “Film Name (1999).mkv”.",
        ),
        Reason(
            "no_episode_number",
            "The name holds no episode number.",
            "Rename it, for example to “Series Name - S01E02.mkv”.",
        ),
        Reason(
            "special_without_number",
            "The special has no number.",
            "Rename it, for example to “Series Name - S00E01.mkv”.",
        ),
        Reason(
            "episode_in_film_library",
            "The name looks like an episode, but this library holds films.",
            "Move it to a series library, or set this library to “mixed”.",
        ),
        Reason(
            "season_differs",
            "The folder names another season than the file; the file was believed.",
            "Move the file to the folder of its season.",
        ),
        Reason(
            "ambiguous_date",
            "The date can be read as day-month or month-day; day-month was taken.",
            "Write the date as year-month-day, for example “2024-05-31”.",
        ),
        Reason(
            "guessed",
            "The name follows no known convention, so title and numbers are a guess.",
            "Check them, or rename the file: “Film Name (1999).mkv”, “Series Name - S01E02.mkv”.",
        ),
        Reason(
            "not_utf8",
            "The name is not valid UTF-8; unreadable letters are shown as “�”.",
            "Rename the file.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class NameReading:
    """One file as its path alone describes it; picklable, and safe to store and to show except `path`.

    kind: "doubtful" fits neither film nor episode of this library; its other fields are the best guess.
    season_number: 0 for specials, None when unknown. absolute_number: counted over the whole series, set only
        when no season is known. episode_numbers: ascending, several for a multi-episode file.
    group_key: equal for all files of one film or series of a library ("movie:…", "series:…"); for
        what is inside a disc folder it is the disc's ("disc:…"), so that a disc is listed once.
    part_group: equal for the parts (cd1, cd2) that play as one; None for a whole file. A lone part is
        no part: see `multi_part.join_parts`.
    extra_title: the extra's own name; its other fields say which title, season or episode it belongs to.
    title_folder: the folder, relative to the library, that is this title's alone; None when there is none.
    confidence: 0.0 to 1.0; below 0.6 the title belongs on the list of problems.
    """

    path: bytes
    kind: NameKind
    title: str = ""
    year: int | None = None
    season_number: int | None = None
    episode_numbers: tuple[int, ...] = ()
    absolute_number: int | None = None
    air_date: date | None = None
    episode_title: str | None = None
    edition: str | None = None
    version_label: str | None = None
    quality: str | None = None
    stereo_layout: StereoLayout | None = None
    part_number: int | None = None
    part_group: str | None = None
    extra_kind: ExtraKind | None = None
    extra_title: str | None = None
    sidecar_kind: SidecarKind | None = None
    provider_ids: dict[str, str] = field(default_factory=dict, hash=False)
    group_key: str = ""
    title_folder: bytes | None = None
    sort_title: str = ""
    reading_method: ReadingMethod = "conventional"
    confidence: float = 1.0
    reasons: tuple[Reason, ...] = ()

    @property
    def is_special(self) -> bool:
        """Whether the file is an episode outside the numbered seasons."""
        return self.season_number == 0

    @property
    def sort_key(self) -> tuple[str, int, int, int, str, int, int]:
        """Order within a library: title, year, season, episode, air date, best quality first, part."""
        episode = self.episode_numbers[0] if self.episode_numbers else self.absolute_number or 0
        return (
            self.sort_title,
            self.year or 0,
            # Specials close a series, as they do in every list of seasons.
            10_000 if self.season_number == 0 else self.season_number or 0,
            episode,
            self.air_date.isoformat() if self.air_date else "",
            -int((self.quality or "0").rstrip("pi")),
            self.part_number or 0,
        )

    @property
    def reason_codes(self) -> tuple[str, ...]:
        """The codes of `reasons`, for tests, logs and translations."""
        return tuple(reason.code for reason in self.reasons)


def explain(*codes: str) -> tuple[Reason, ...]:
    """The reasons of these codes, in order. Raises KeyError for an unknown code."""
    return tuple(REASONS[code] for code in codes)
