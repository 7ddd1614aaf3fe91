"""Handing a file to the proxy in front: Kino decides who may see it, nginx or Caddy sends the bytes."""

from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from kino.core.errors import KinoError


class PathNotResolved(KinoError):
    """Only an absolute path without `.` and `..` may be handed to a proxy."""

    status = 500


@dataclass(frozen=True, slots=True)
class AccelRedirect:
    """Where the proxy in front maps the root of the file system, e.g. `/_kino_files`.

    nginx:  location /_kino_files/ { internal; alias /; }
    Caddy:  handle_response on the X-Accel-Redirect header, with a rewrite to it.
    docs/performance.md has both in full; tests/core/test_accel_redirect.py runs both.
    """

    prefix: str

    def header_for(self, path: bytes) -> bytes:
        """The X-Accel-Redirect value for path: every byte but letters, digits, `-._~/` percent-encoded.

        So newlines end no header, `?` starts no query and `{` no Caddy placeholder.
        Raises PathNotResolved.
        """
        parts = path.split(b"/")
        if len(parts) < 2 or parts[0] or any(part in (b"", b".", b"..") for part in parts[1:]):
            raise PathNotResolved("The path of a file must be absolute and resolved to be handed over.")
        return (self.prefix.rstrip("/") + quote_from_bytes(path, safe="/")).encode("ascii")
