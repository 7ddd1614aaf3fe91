"""Slows down who guesses passwords or registers in numbers, by name and by address, in a sliding window."""

import asyncio
import hashlib
import ipaddress
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import Database
from kino.core.ids import new_id
from kino.features.accounts.errors import TooManyAttempts
from kino.features.accounts.models import LoginFailure

WINDOW = timedelta(minutes=15)
TRIES_A_NAME = 5
TRIES_AN_ADDRESS = 20
REGISTRATIONS_AN_ADDRESS = 20


class SignInThrottle:
    """Counts a try before its password is checked and forgets it when the password was right.

    Counting first means that a hundred tries sent at once are no more than five.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # PostgreSQL would let tries of one moment count past each other; one node's go one by one.
        self._turn = asyncio.Lock()

    async def begin_try(self, folded_name: str, address: str) -> Sequence[UUID]:
        """Count a try of this name from this address. Raises TooManyAttempts, with `retry_after_s`.

        Returns what `forgive_try` takes once the password proved right.
        """
        limits = {f"name:{_digest(folded_name)}": TRIES_A_NAME}
        if address:
            limits[f"address:{_network_of(address)}"] = TRIES_AN_ADDRESS
        return await self._count_try(limits, "Too many wrong passwords.")

    async def begin_registration(self, address: str) -> None:
        """Count that someone registers from this address. Raises TooManyAttempts, with `retry_after_s`.

        No success forgives it: in an open house each one makes a member and costs a hash. It is a count of
        its own, so that nobody who registers keeps the house behind the same address from signing in.
        """
        if address:
            limits = {f"register:{_network_of(address)}": REGISTRATIONS_AN_ADDRESS}
            await self._count_try(limits, "Too many have tried to register from here.")

    async def _count_try(self, limits: Mapping[str, int], refusal: str) -> Sequence[UUID]:
        async with self._turn, self._database.write() as session:
            await session.execute(delete(LoginFailure).where(LoginFailure.failed_at < now() - WINDOW))
            for subject, limit in limits.items():
                await _refuse_beyond(session, subject, limit, refusal)
            tries = [LoginFailure(id=new_id(), subject=subject) for subject in limits]
            session.add_all(tries)
            return [each.id for each in tries]


async def forgive_try(session: AsyncSession, try_ids: Sequence[UUID], folded_name: str) -> None:
    """Forget a try that was right, and the earlier wrong ones of that name (not those of the address)."""
    subject = f"name:{_digest(folded_name)}"
    await session.execute(
        delete(LoginFailure).where((LoginFailure.id.in_(try_ids)) | (LoginFailure.subject == subject))
    )


async def _refuse_beyond(session: AsyncSession, subject: str, limit: int, refusal: str) -> None:
    query = (
        select(LoginFailure.failed_at)
        .where(LoginFailure.subject == subject)
        .order_by(LoginFailure.failed_at.desc())
        .limit(limit)
    )
    failed_at = (await session.scalars(query)).all()
    if len(failed_at) < limit:
        return
    wait_s = max(1.0, (failed_at[-1] + WINDOW - now()).total_seconds())
    minutes = max(1, round(wait_s / 60))
    raise TooManyAttempts(
        f"{refusal} Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
        retry_after_s=round(wait_s),
    )


def _digest(folded_name: str) -> str:
    # Hashed, because people type their password into the field of the name.
    return hashlib.sha256(folded_name.encode()).hexdigest()[:40]


def _network_of(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one: every home owns that many addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
