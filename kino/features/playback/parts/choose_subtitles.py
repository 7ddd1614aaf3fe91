"""Which subtitles a film begins with. Pure."""

from collections.abc import Sequence
from typing import Literal

from kino.features.accounts.viewer import ProfileViewer
from kino.features.subtitles.schemas import SubtitleTrack
from kino.features.viewing.parts.track_choices import ChosenTrack
from kino.media.languages import is_same_language


def choose_subtitles(
    tracks: Sequence[SubtitleTrack],
    spoken: str | None,
    viewer: ProfileViewer,
    chosen: ChosenTrack | Literal["off"] | None = None,
) -> str | None:
    """The id of the track like the chosen one, else of what the profile's settings ask for, or None.

    spoken: language of the sound (BCP 47), None when unknown.
    chosen: by hand, in this or another episode.
    What only translates signs and foreign lines is shown with sound in its language, unless all is off.
    """
    if chosen == "off":
        return None
    alike = _find_alike(tracks, chosen) if chosen else None
    if alike is not None:
        return alike
    if viewer.subtitle_mode == "off":
        return None
    wanted = viewer.subtitle_language or viewer.ui_language
    foreign_only = _pick([one for one in tracks if one.is_forced and is_same_language(one.language, spoken)])
    if viewer.subtitle_mode == "forced":
        return foreign_only
    is_understood = spoken is None or wanted is None or is_same_language(spoken, wanted)
    if viewer.subtitle_mode == "auto" and is_understood:
        return foreign_only
    full = [one for one in tracks if not one.is_forced and is_same_language(one.language, wanted or spoken)]
    return _pick(full) or foreign_only


def _find_alike(tracks: Sequence[SubtitleTrack], chosen: ChosenTrack) -> str | None:
    """The track in that language that is most like it; one for foreign lines only is no other one's like."""
    same = [
        one
        for one in tracks
        if one.is_forced == chosen.is_forced
        and (one.language == chosen.language or is_same_language(one.language, chosen.language))
    ]
    nearest = min(
        same,
        key=lambda one: (
            ChosenTrack.of(None, one.title).title != chosen.title,
            one.is_sdh != chosen.is_sdh,
            one.kind != "text",
            _is_commentary(one),
        ),
        default=None,
    )
    return nearest.id if nearest else None


def _pick(tracks: Sequence[SubtitleTrack]) -> str | None:
    """Text before pictures, a plain track before one that also describes sounds, then the file's order."""
    best = min(tracks, key=lambda one: (one.kind != "text", _is_commentary(one), one.is_sdh), default=None)
    return best.id if best else None


def _is_commentary(track: SubtitleTrack) -> bool:
    return "comment" in (track.title or "").lower()
