"""Identifiers: UUIDv7 for rows (they sort by creation), `secrets` for anything that opens a door."""

import secrets
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A UUIDv7 as a standard-library UUID; ids made later sort later."""
    return UUID(int=uuid_utils.uuid7().int)


def new_secret() -> str:
    """A URL-safe secret of 256 bits for invitations, reset and set-up links."""
    return secrets.token_urlsafe(32)
