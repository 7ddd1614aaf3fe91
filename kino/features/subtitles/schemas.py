"""API shapes of subtitles."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class SubtitleTrack(BaseModel):
    """A track that can be shown. id: of one in the film the number of its stream, else of the file beside it.

    codec: of FFmpeg, or what the file's name ends with.
    """

    id: str
    kind: Literal["text", "pictures"]
    language: str | None
    title: str | None
    codec: str
    is_forced: bool
    is_sdh: bool
    is_external: bool


class FileSubtitles(BaseModel):
    """The subtitles of a file of a film. Piece n holds the lines that begin in [n, n + 1) × piece_s."""

    file_id: UUID
    piece_s: float
    tracks: list[SubtitleTrack]


class SpokenLine(BaseModel):
    """Plain text, perhaps of several lines, and when it is shown; in seconds of the file."""

    start_s: float
    end_s: float
    text: str


class TrackLines(BaseModel):
    """Lines of one track, ascending."""

    track_id: str
    lines: list[SpokenLine]


class ShownPicture(BaseModel):
    """A subtitle that is a picture, and when and where it is shown: seconds of the file, shares of a canvas.

    canvas_ratio: its width by its height, around the film's middle and as wide or high as the film; None for
                  the film's frame itself.
    image:        a data URL of a PNG.
    """

    start_s: float
    end_s: float
    left_ratio: float
    top_ratio: float
    width_ratio: float
    height_ratio: float
    canvas_ratio: float | None
    image: str


class PicturesAnswer(BaseModel):
    """Pictures of one track, ascending."""

    track_id: str
    pictures: list[ShownPicture]


class LinesAnswer(BaseModel):
    """Lines of every track that was asked for."""

    kind: Literal["piece", "whole"]
    tracks: list[TrackLines]
