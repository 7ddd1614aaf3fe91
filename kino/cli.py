"""The `kino` command; each subcommand imports only what it needs, so that small ones answer at once."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kino import __version__
from kino.core.errors import KinoError
from kino.core.quick_start import import_plain_structlog, pause_collector
from kino.core.settings import Settings

app = typer.Typer(
    help="Kino, a private cinema: turns folders of films and series into something to watch.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
admin = typer.Typer(help="Look after accounts without the browser.", no_args_is_help=True)
app.add_typer(admin, name="admin")

Data = Annotated[Path | None, typer.Option("--data", help="Folder for database, artwork and caches.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)]
SecretFile = Annotated[
    Path,
    typer.Option(exists=True, dir_okay=False, help="File whose first line is the name, second the password."),
]


@app.command()
def serve(data: Data = None, host: Host = None, port: Port = None) -> None:
    """Start Kino and print its address."""
    pause_collector()
    import_plain_structlog()
    from kino.serve import run_server

    run_server(Settings.from_environment(data_dir=data, host=host, port=port))


@app.command()
def demo(
    data: Data = None,
    host: Host = None,
    port: Port = None,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing; play stand-ins only.")] = False,
) -> None:
    """Start Kino on a library of openly licensed films, with an account ready to sign in."""
    pause_collector()
    import_plain_structlog()
    from kino.serve import run_demo

    settings = Settings.from_environment(data_dir=data or Path("demo-data"), host=host, port=port)
    run_demo(settings, may_fetch=not offline)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP API."""
    from kino.app import create_app

    document = create_app(Settings()).openapi()
    sys.stdout.write(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


@app.command()
def version() -> None:
    """Print the version."""
    sys.stdout.write(__version__ + "\n")


@admin.command("create")
def create_admin(secret_file: SecretFile, data: Data = None) -> None:
    """Make an admin account; for installations that nobody watches."""
    from kino.features.accounts import service

    name, password = _read_secret(secret_file)
    _with_database(data, lambda database: service.create_admin(database, name, password))
    sys.stdout.write(f"The admin {name} can sign in now.\n")


@admin.command("reset-password")
def reset_password(secret_file: SecretFile, data: Data = None) -> None:
    """Give an account a new password and sign it out everywhere."""
    from kino.features.accounts import service

    name, password = _read_secret(secret_file)
    _with_database(data, lambda database: service.reset_admin_password(database, name, password))
    sys.stdout.write(f"{name} has a new password.\n")


def _read_secret(path: Path) -> tuple[str, str]:
    lines = path.read_text("utf-8").splitlines()
    if len(lines) < 2 or not lines[0].strip() or not lines[1]:
        raise KinoError(f"{path} must hold the name on its first line and the password on its second.")
    return lines[0].strip(), lines[1]


def _with_database(data: Path | None, act: Any) -> None:
    import asyncio

    from kino.core.data_dir import DataFolder
    from kino.core.db import Database
    from kino.core.events import EventBus
    from kino.core.migrations import migrate

    settings = Settings.from_environment(data_dir=data)
    DataFolder(settings.data_dir).create()

    async def work() -> None:
        database = Database(settings.resolved_database_url, EventBus())
        try:
            await migrate(database)
            await act(database)
        finally:
            await database.close()

    asyncio.run(work())


def main() -> None:
    """Run the command line; what can be told in a sentence ends in one, not in a traceback."""
    try:
        app()
    except KinoError as error:
        sys.stderr.write(f"kino: {error.message}\n")
        sys.exit(1)
    except BrokenPipeError:
        os._exit(0)  # whoever read our output has gone; nothing is left to say
