"""Plugs subtitles into a server."""

from kino.core.context import ServerContext


def register(_context: ServerContext) -> None:
    """Nothing: what is asked is read then, by the workers that all features share."""
