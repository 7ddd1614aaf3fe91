"""The fixtures that every other test stands on."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.network import OutsideNetworkRefused
from tests.support.postgres import explain_missing_postgres

KILLED_IN_USE = """
import os, signal
from tests.support.postgres import running_postgres
with running_postgres() as server:
    print(server.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_connect_to_another_machine_is_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(OutsideNetworkRefused, match=address):
        sock.connect((address, 443))


def test_look_up_of_an_outside_name_is_refused() -> None:
    with pytest.raises(OutsideNetworkRefused, match="example"):
        socket.create_connection(("example.org", 443))


def test_connect_to_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


async def test_clean_database_has_no_table_and_takes_one(clean_database_url: str) -> None:
    engine = create_async_engine(clean_database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE seen (name text)"))
        assert (await connection.execute(text("SELECT count(*) FROM seen"))).scalar() == 0
    await engine.dispose()


@pytest.mark.parametrize("clean_database_url", ["postgres"], indirect=True)
async def test_postgres_offers_the_owner_trigrams_and_unaccent(clean_database_url: str) -> None:
    engine = create_async_engine(clean_database_url)
    async with engine.begin() as connection:
        for extension in ("pg_trgm", "unaccent"):
            await connection.execute(text(f"CREATE EXTENSION {extension}"))
        assert (await connection.execute(text("SELECT lower(unaccent('Amélie Ä'))"))).scalar() == "amelie a"
        assert (await connection.execute(text("SELECT similarity('amelie', 'ameli') > 0.5"))).scalar()
    await engine.dispose()


@pytest.mark.skipif(explain_missing_postgres() is not None, reason="PostgreSQL is missing")
def test_postgres_is_gone_after_its_user_was_killed() -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED_IN_USE], capture_output=True, text=True)
    folder = Path(killed.stdout.strip())
    assert folder.name.startswith("kino-pg-"), killed.stderr
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
