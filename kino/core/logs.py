"""Structured logs: readable on a terminal, JSON lines in a file that the admin page reads."""

import json
import logging
import logging.handlers
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog

LOG_FILE_BYTES = 5 * 1024 * 1024
LOG_FILES_KEPT = 4
READ_BLOCK_BYTES = 64 * 1024


def configure_logs(level: str, form: str, folder: Path | None) -> None:
    """Route structlog and the standard library's logging to stderr and, with a folder, to kino.jsonl.

    level: debug | info | warning | error. form: auto (console on a terminal, else JSON) | console | json.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    is_console = form == "console" or (form == "auto" and sys.stderr.isatty())
    # Plain tracebacks: rich ones print local values, and a local value may be a password.
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = console if is_console else structlog.processors.JSONRenderer()
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(_formatter(shared, renderer))
    handlers: list[logging.Handler] = [stream]
    if folder is not None:
        keeper = logging.handlers.RotatingFileHandler(
            folder / "kino.jsonl",
            maxBytes=LOG_FILE_BYTES,
            backupCount=LOG_FILES_KEPT,
            encoding="utf-8",
            delay=True,
        )
        keeper.setFormatter(_formatter(shared, structlog.processors.JSONRenderer()))
        handlers.append(keeper)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level.upper())
    for noisy in (
        "asyncio",
        "aiosqlite",
        "sqlalchemy.engine",
        "alembic",
        "watchfiles",
        "httpcore2",
        "httpx2",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _formatter(shared: list[Any], renderer: Any) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def read_log_lines(
    folder: Path, level: str, query: str, before: int | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Entries of the current log file, newest first, as (offset, entry); `before` continues a former page.

    level: the least severe one wanted. query: a part of the line, case-insensitive.
    """
    path = folder / "kino.jsonl"
    least = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    needle = query.casefold()
    for offset, line in _lines_backwards(path, before):
        if needle and needle not in line.casefold():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if logging.getLevelNamesMapping().get(str(entry.get("level", "info")).upper(), 0) >= least:
            yield offset, entry


def _lines_backwards(path: Path, before: int | None) -> Iterator[tuple[int, str]]:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return
    end = size if before is None else min(before, size)  # `tail` ends here; its head may be half a line
    tail = b""
    with path.open("rb") as file:
        while end > 0 or tail:
            start = max(0, end - READ_BLOCK_BYTES)
            file.seek(start)
            block = file.read(end - start) + tail
            head, *lines = block.split(b"\n") if start else [b"", *block.split(b"\n")]
            offset = start + len(block)
            for line in reversed(lines):
                offset -= len(line)
                if line.strip():
                    yield offset, line.decode(errors="replace")
                offset -= 1
            end, tail = start, head
