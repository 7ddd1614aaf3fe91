"""The whole decision at a glance: every film on every screen, in `table.txt`, which says how to read it.

A change of the rules shows as a change of the table: look at each line of the difference, then keep it with
`REDRAW_TABLE=1 pytest tests/media/decisions`.
"""

import os
from pathlib import Path

import pytest

from kino.media.decide import PlaybackLimits, PlaybackWishes, plan_playback
from kino.media.info import AudioStream, MediaInfo, VideoStream
from kino.media.plan import Action, Delivery
from tests.media.decisions.films import FILMS
from tests.media.decisions.screens import SCREENS, Screen

TABLE = Path(__file__).with_name("table.txt")
_ACTIONS = {Action.DIRECT: "d", Action.REMUX: "c", Action.TRANSCODE: "t"}
_REASONS = {
    "container_unsupported": "k",
    "video_codec_unsupported": "v",
    "video_codec_unknown": "V",
    "video_not_for_segments": "s",
    "dolby_vision_only": "y",
    "dynamic_range_unsupported": "r",
    "audio_codec_unsupported": "a",
    "audio_codec_unknown": "A",
    "audio_not_for_segments": "m",
    "audio_ends_early": "e",
    "too_many_channels": "n",
    "audio_not_first": "o",
}
_LIMITS = PlaybackLimits(deliverable=frozenset(Delivery))
_WISHES = {"two languages mp4: h264 + aac": PlaybackWishes(audio_language="de")}


def _describe(film: str, info: MediaInfo, screen: Screen) -> str:
    plan = plan_playback(info, screen.capabilities, _WISHES.get(film), _LIMITS)
    kept = [stream for stream in plan.streams if stream.action is not Action.DROP]
    actions = {stream.kind: _ACTIONS[stream.action] for stream in kept}
    reasons = "".join(_REASONS[reason.code] for reason in plan.reasons)
    ways = actions.get("video", "-") + actions.get("audio", "-")
    return f"{ways}/{reasons}" if reasons else ways


def _draw_table() -> str:
    lines = [["", *(screen.name for screen in SCREENS)]]
    lines += [[film, *(_describe(film, info, screen) for screen in SCREENS)] for film, info in FILMS.items()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "".join(f"{row.rstrip()}\n" for row in rows)


def _read_table() -> tuple[str, str]:
    """How to read it, and the table itself."""
    legend, _, table = TABLE.read_text().partition("\n\n")
    return legend.rstrip(), table


def test_every_film_on_every_screen_is_decided_as_the_table_says() -> None:
    drawn = _draw_table()
    if os.environ.get("REDRAW_TABLE"):
        TABLE.write_text(f"{_read_table()[0]}\n\n{drawn}")
    assert drawn.splitlines() == _read_table()[1].splitlines()


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(SCREENS) >= 10
    assert len(FILMS) >= 40
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_is_sent_that_the_screen_did_not_say_yes_to(screen: Screen) -> None:
    for film, info in FILMS.items():
        plan = plan_playback(info, screen.capabilities, _WISHES.get(film), _LIMITS)
        container = info.container if plan.delivery is Delivery.DIRECT else "mp4"
        streams: list[VideoStream | AudioStream] = [*info.video, *info.audio]
        tracks = {track.index: track for track in streams}
        for stream in plan.streams:
            if stream.action not in (Action.DIRECT, Action.REMUX):
                continue
            track = tracks[stream.index]
            dolby = track.dolby_vision if isinstance(track, VideoStream) else None
            strings = {track.codec_string, dolby.codec_string if dolby else None} - {None}
            assert any(screen.capabilities.can_decode(one or "", container) for one in strings), film
