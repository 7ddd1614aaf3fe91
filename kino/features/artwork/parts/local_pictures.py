"""Which of the pictures that lie beside a film is its poster, its backdrop, its logo, its still. Pure."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable

from kino.features.artwork.queries import FilmFile, PictureBeside

# Part of every source key: change it when pictures are to be rendered anew by a new version.
_RENDERING = 1
# For each kind of item: what a sidecar's kind is used for, and how gladly (0 first).
_USES: dict[str, dict[str, tuple[str, int]]] = {
    "title": {
        "poster": ("poster", 0),
        "backdrop": ("backdrop", 0),
        "landscape": ("backdrop", 1),
        "still": ("backdrop", 2),
        "logo": ("logo", 0),
    },
    "season": {"poster": ("poster", 0), "backdrop": ("backdrop", 0), "landscape": ("backdrop", 1)},
    "episode": {
        "still": ("still", 0),
        "landscape": ("still", 1),
        "backdrop": ("still", 2),
        "poster": ("still", 3),
    },
}
_NUMBER = re.compile(rb"([0-9]{1,3})$")


def assign_pictures(item_kind: str, pictures: Iterable[PictureBeside]) -> dict[str, list[PictureBeside]]:
    """The candidates of each role, best first; the next is tried when one is broken.

    `fanart` comes before `fanart2` and before what lies in `extrafanart/`.
    """
    uses = _USES.get(item_kind, _USES["title"])
    candidates: defaultdict[str, list[tuple[tuple[int, int, int, bytes], PictureBeside]]] = defaultdict(list)
    for picture in pictures:
        if picture.kind in uses:
            role, rank = uses[picture.kind]
            stem = picture.path.rpartition(b".")[0]
            number = _NUMBER.search(stem)
            order = (rank, picture.path.count(b"/"), int(number[1]) if number else 0, picture.path)
            candidates[role].append((order, picture))
    return {
        role: [picture for _, picture in sorted(found, key=lambda each: each[0])]
        for role, found in candidates.items()
    }


def is_newer(key: str, *, than: str) -> bool:
    """Whether a source key is of a later file than the other; the same file changed counts as later."""
    place, other = key.rsplit(":", 2), than.rsplit(":", 2)
    if len(other) < 3 or place[0] == other[0]:
        return key != than
    return int(place[2]) > int(other[2])


def source_key(source: PictureBeside | FilmFile) -> str:
    """What a picture was made from: the same file with the same size and time gives the same key."""
    place = hashlib.blake2b(source.folder_id.bytes + source.path, digest_size=16).hexdigest()
    return f"{_RENDERING}:{place}:{source.size_bytes}:{source.mtime_ns}"
