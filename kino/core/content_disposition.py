"""Names of files in a Content-Disposition header, whatever they hold (RFC 6266, RFC 8187)."""

import re
from urllib.parse import quote

# Quotes and backslashes end or escape the quoted string, `%` is decoded by some browsers though it
# must not be (RFC 6266 appendix D), separators and drive colons would name a folder.
_UNSAFE_IN_QUOTES = re.compile(r'[^\x20-\x7e]|["\\%/:]')
_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 8187 §3.2.1, besides letters and digits
# Also the surrogates by which os.fsdecode stands for bytes that are no UTF-8.
_NEVER_IN_NAMES = re.compile("[\x00-\x1f\x7f/\\\\\ud800-\udfff]")


def content_disposition(download_name: str | None) -> bytes:
    """`inline`, or `attachment` with a name that no header, shell or browser can stumble over.

    download_name: any text, also with surrogates from os.fsdecode; those, control characters
    and path separators become `_`. The plain form is ASCII; the exact name follows as filename*.
    """
    if download_name is None:
        return b"inline"
    name = _NEVER_IN_NAMES.sub("_", download_name).strip(" .") or "film"
    plain = _UNSAFE_IN_QUOTES.sub("_", name)
    value = f'attachment; filename="{plain}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe=_ATTR_CHAR)}"
    return value.encode("ascii")
