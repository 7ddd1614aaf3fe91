"""Which passwords and names the house takes.

Length is what protects; demanded kinds of characters do not (NIST SP 800-63B §5.1.1.2).
"""

import unicodedata

from kino.core.security import normal_password
from kino.features.accounts.errors import NameUnusable, PasswordTooWeak
from kino.features.accounts.models import NAME_LENGTH
from kino.features.accounts.parts.common_passwords import COMMON_PASSWORDS

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256


def fold_name(name: str) -> str:
    """The form in which two spellings of a member's name are the same name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_name(name: str) -> str:
    """The folded form of a usable name. Raises NameUnusable."""
    folded = fold_name(name)
    if not folded or len(name) > NAME_LENGTH or len(folded) > NAME_LENGTH:
        raise NameUnusable(f"A name has 1 to {NAME_LENGTH} characters; {name[:80]!r} does not fit.")
    return folded


def check_new_password(password: str, name: str) -> None:
    """Raises PasswordTooWeak, with `facts.rule`: length, name or common."""
    normal = normal_password(password)
    if not SHORTEST_PASSWORD <= len(normal) <= LONGEST_PASSWORD:
        raise PasswordTooWeak(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, not {len(normal)}.",
            rule="length",
            shortest=SHORTEST_PASSWORD,
            longest=LONGEST_PASSWORD,
        )
    folded = normal.casefold()
    if fold_name(folded) == fold_name(name):
        raise PasswordTooWeak("The password must not be the name itself.", rule="name")
    if folded in COMMON_PASSWORDS or len(set(folded)) == 1:
        raise PasswordTooWeak(
            "This password is among the first that anyone guesses. A few unrelated words make a good one.",
            rule="common",
        )
