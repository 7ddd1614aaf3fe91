"""Passwords, and the signed tokens that name a session."""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from kino.core.clock import now

# Imported where it is used: with its cryptography it is a twentieth of a start, before anyone signs in.
if TYPE_CHECKING:
    from joserfc.jwk import GuestProtocol, OctKey

P = ParamSpec("P")
T = TypeVar("T")

SESSION_COOKIE = "kino_session"

# Each hash takes 46 MiB while it runs; two at once keep a small machine, and the event loop's core, alive.
HASHES_AT_ONCE = 2
ARGON2_MEMORY_KIB = 46 * 1024  # with one pass and one lane: first choice of the OWASP password cheat sheet
ARGON2_PASSES = 1
BCRYPT_LIMIT_BYTES = 72  # old bcrypt read no further; the present library refuses longer ones instead


def normal_password(password: str) -> str:
    """The password as it is hashed: NFKC, so that the same keys on another system type the same."""
    return unicodedata.normalize("NFKC", password)


class Passwords:
    """Hashes and checks passwords in threads of its own, a few at a time.

    The threads that everybody shares would make pictures wait for sign-ins, and sign-ins for a slow disk.
    """

    def __init__(self) -> None:
        argon2id = Argon2Hasher(ARGON2_PASSES, ARGON2_MEMORY_KIB, 1)
        # Bcrypt only reads what an earlier system wrote; a right password replaces such a hash.
        self._hasher = PasswordHash((argon2id, BcryptHasher()))
        # It starts a thread with the first hash, not before.
        self._threads = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="passwords")
        self._dummy_hash: str | None = None

    async def close(self) -> None:
        """The threads end; a hash that waits for its turn is given up."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def hash_password(self, password: str) -> str:
        """An argon2id hash with its own salt, ready to be stored."""
        return await self._run(self._hasher.hash, normal_password(password))

    async def check_password(self, password: str, stored_hash: str | None) -> tuple[bool, str | None]:
        """Whether the password is right, and a better hash to store when the stored one is of an old kind.

        stored_hash: None checks against a hash that nothing matches, so that an unknown name takes as long.
        """
        if stored_hash is None:
            await self._check(password, await self._get_dummy_hash())
            return False, None
        return await self._check(password, stored_hash)

    async def _check(self, password: str, stored_hash: str) -> tuple[bool, str | None]:
        return await self._run(self._check_now, normal_password(password), stored_hash)

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._threads.submit(function, *args, **kwargs))

    def _check_now(self, password: str, stored_hash: str) -> tuple[bool, str | None]:
        typed: str | bytes = password
        if BcryptHasher.identify(stored_hash):
            typed = password.encode()[:BCRYPT_LIMIT_BYTES]
        try:
            is_right = self._hasher.verify(typed, stored_hash)
        except (UnknownHashError, ValueError):
            return False, None
        argon2id = self._hasher.current_hasher
        is_old = not argon2id.identify(stored_hash) or argon2id.check_needs_rehash(stored_hash)
        return is_right, self._hasher.hash(password) if is_right and is_old else None

    async def _get_dummy_hash(self) -> str:
        if self._dummy_hash is None:
            self._dummy_hash = await self.hash_password(secrets.token_urlsafe())
        return self._dummy_hash


def hash_secret(secret: str) -> str:
    """How a link's secret is stored: 64 hex digits. It has 256 bits of its own, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same_secret(secret: str, stored_hash: str) -> bool:
    """Whether the secret is the one that was stored, in the same time for any wrong one."""
    return hmac.compare_digest(hash_secret(secret), stored_hash)


@dataclass(frozen=True, slots=True)
class SessionClaim:
    """What a valid token says: the session, and when the token was made."""

    session_id: UUID
    issued_at: datetime


class SessionKeys:
    """Signs session tokens with the newest key and reads those signed with any kept one.

    A token holds the session's id and nothing else; the session's row decides how long it lives.
    """

    def __init__(self, secrets_by_id: Mapping[str, str]) -> None:
        """secrets_by_id: secrets by key id, oldest first, n ≥ 1."""
        from joserfc.jwk import OctKey

        self._keys = {kid: OctKey.import_key(secret) for kid, secret in secrets_by_id.items()}
        self._newest_id = list(secrets_by_id)[-1]

    @classmethod
    def new_secrets(cls, kept: Mapping[str, str] | None = None) -> dict[str, str]:
        """The kept secrets (at most the last two of them) and a new one, which signs from now on."""
        recent = list((kept or {}).items())[-2:]
        return {**dict(recent), secrets.token_hex(4): secrets.token_urlsafe(48)}

    @classmethod
    def fresh(cls) -> Self:
        """Keys of a server that has none yet."""
        return cls(cls.new_secrets())

    def sign_session(self, session_id: UUID) -> str:
        """A token for a cookie or a Bearer header."""
        from joserfc import jwt

        header = {"alg": "HS256", "kid": self._newest_id}
        claims = {"sid": str(session_id), "iat": int(now().timestamp())}
        return jwt.encode(header, claims, self._keys[self._newest_id])

    def read_token(self, token: str) -> SessionClaim | None:
        """What the token claims, or None when we did not sign it."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            claims: dict[str, Any] = jwt.decode(token, self._find_key, algorithms=["HS256"]).claims
            return SessionClaim(UUID(claims["sid"]), datetime.fromtimestamp(claims["iat"], UTC))
        except (JoseError, ValueError, KeyError, TypeError, OverflowError):
            return None

    def _find_key(self, guest: "GuestProtocol") -> "OctKey":
        return self._keys[guest.headers()["kid"]]
