"""What runs in a worker process: an NFO file in, documents or a reason out."""

from dataclasses import dataclass

from kino.core.contained_files import ContainedFileRefused, read_contained
from kino.providers.nfo.documents import NfoDocument
from kino.providers.nfo.parser import MAX_NFO_BYTES, NfoUnreadable, parse_nfo


@dataclass(frozen=True, slots=True)
class NfoReading:
    """The documents of a file; or none, with the code and the sentence of what is wrong with it."""

    documents: tuple[NfoDocument, ...] = ()
    code: str = ""
    reason: str = ""


def read_nfo(place: tuple[bytes, bytes]) -> NfoReading:
    """The NFO file at (library folder, path below it). Never raises for what the file may hold."""
    root, relative = place
    try:
        return NfoReading(tuple(parse_nfo(read_contained(root, relative, MAX_NFO_BYTES))))
    except NfoUnreadable as refusal:
        return NfoReading(code=refusal.reason, reason=refusal.message)
    except ContainedFileRefused as refusal:
        return NfoReading(code=refusal.code, reason=refusal.message)
