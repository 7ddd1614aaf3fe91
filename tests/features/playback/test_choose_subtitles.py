"""Which subtitles a film begins with, for each setting of a profile."""

from typing import Literal
from uuid import UUID

import pytest

from kino.features.accounts.viewer import ProfileViewer
from kino.features.playback.parts.choose_subtitles import choose_subtitles
from kino.features.subtitles.schemas import SubtitleTrack
from kino.features.viewing.parts.track_choices import ChosenTrack


def _track(name: str, language: str | None, **more: bool | str) -> SubtitleTrack:
    told = {"kind": "text", "title": None, "codec": "subrip", "is_forced": False, "is_sdh": False,
            "is_external": False}  # fmt: skip
    return SubtitleTrack.model_validate({**told, "id": name, "language": language, **more})


TRACKS = [
    _track("pictures", "de", kind="pictures", codec="hdmv_pgs_subtitle"),
    _track("sdh", "de", is_sdh=True),
    _track("forced", "de", is_forced=True),
    _track("comments", "de", title="Director's Commentary"),
    _track("german", "de-DE"),
    _track("english", "en"),
    _track("forced english", "en", is_forced=True),
    _track("unknown", None),
]


def _viewer(mode: str, language: str | None = "de", ui_language: str | None = None) -> ProfileViewer:
    return ProfileViewer(
        account_id=UUID(int=1),
        account_name="ada",
        role="member",
        sees_all_libraries=True,
        library_ids=frozenset(),
        session_id=UUID(int=2),
        device_name="",
        profile_id=UUID(int=3),
        is_child=False,
        ui_language=ui_language,
        audio_language=None,
        subtitle_language=language,
        subtitle_mode=mode,
    )


@pytest.mark.parametrize(
    ("mode", "spoken", "chosen"),
    [
        ("off", "en", None),
        ("off", "de", None),
        ("forced", "en", "forced english"),
        ("forced", "de", "forced"),
        ("forced", None, None),
        ("auto", "en", "german"),
        ("auto", "de", "forced"),
        ("auto", "de-AT", "forced"),
        ("auto", None, None),
        ("auto", "ja", "german"),
        ("always", "de", "german"),
        ("always", "en", "german"),
        ("always", None, "german"),
    ],
)
def test_settings_choose_the_track(mode: str, spoken: str | None, chosen: str | None) -> None:
    assert choose_subtitles(TRACKS, spoken, _viewer(mode)) == chosen


def test_language_of_the_profile_is_kinos_own_unless_another_one_is_set() -> None:
    assert choose_subtitles(TRACKS, "ja", _viewer("auto", None, "en")) == "english"
    assert choose_subtitles(TRACKS, "ja", _viewer("auto", None, None)) is None
    assert choose_subtitles(TRACKS, "en", _viewer("always", None, None)) == "english"


def test_without_the_wanted_language_foreign_lines_are_still_translated() -> None:
    assert choose_subtitles(TRACKS, "en", _viewer("auto", "fi")) == "forced english"
    assert choose_subtitles([], "en", _viewer("always")) is None


def test_pictures_are_better_than_nothing() -> None:
    assert choose_subtitles(TRACKS[:1], "en", _viewer("auto")) == "pictures"


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        (ChosenTrack.of("en", None), "english"),
        (ChosenTrack.of("en", None, is_forced=True), "forced english"),
        (ChosenTrack.of("de", None, is_sdh=True), "sdh"),
        (ChosenTrack.of("de", "Director's Commentary"), "comments"),
        (ChosenTrack.of(None, None), "unknown"),
        # Nothing is like it: as the profile has it.
        (ChosenTrack.of("ja", None), "german"),
        ("off", None),
    ],
)
def test_what_was_chosen_by_hand_wins_over_the_settings(
    chosen: ChosenTrack | Literal["off"], shown: str | None
) -> None:
    assert choose_subtitles(TRACKS, "en", _viewer("always"), chosen) == shown
