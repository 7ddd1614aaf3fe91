"""API shapes of trickplay."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field


class TilesWish(BaseModel):
    """Tiles of a film are wanted now. at_s: the second of the file that is looked at."""

    at_s: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] = 0.0


class TrickplayTiles(BaseModel):
    """Where the small picture of a second of the file is.

    state:       "ready" when every sheet is there, "making" while sheets are missing, "none" when the film
                 has none, and `reason` says why.
    tile_count:  of the whole film; tile n shows [n, n + 1) × interval_s and lies on sheet
                 n // (column_count × row_count), row by row.
    sheet_urls:  one for each sheet, in order; null while it is not made.
    """

    file_id: UUID
    state: Literal["ready", "making", "none"]
    reason: str | None = None
    interval_s: float = 0.0
    tile_width_px: int = 0
    tile_height_px: int = 0
    column_count: int = 0
    row_count: int = 0
    tile_count: int = 0
    sheet_urls: list[str | None] = []
