"""Kino, a private cinema: turns folders of films and series into something to watch."""

__version__ = "0.1.0"
