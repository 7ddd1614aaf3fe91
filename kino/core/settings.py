"""What must be known before the database opens; everything else is data edited in the UI.

Built once by the CLI from `KINO_*` environment variables and options, frozen, and passed down.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from kino.core.errors import KinoError


class SettingInvalid(KinoError):
    """A KINO_ variable cannot be used as it stands."""


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "kino"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one server process.

    data_dir:        database, artwork and caches; one running server each.
    database_url:    empty means SQLite in data_dir; or `postgresql://user:secret@host/name`.
    media_roots:     folders below which libraries may lie; the first is preselected in the wizard.
    public_url:      address that people type, when a proxy stands in front; empty means "as asked".
    trusted_proxies: addresses or networks whose X-Forwarded-* headers are believed.
    accel_redirect:  "", "nginx" or "caddy": hand file bytes over to the proxy in front.
    accel_prefix:    internal path prefix that the proxy maps to the file system root.
    ffmpeg_path:     empty means: find one (system if new enough, else the bundled one).
    worker_count:    worker processes for hostile or heavy work; 0 means one a core.
    """

    data_dir: Path = field(default_factory=_default_data_dir)
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8096
    media_roots: tuple[Path, ...] = ()
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    accel_redirect: str = ""
    accel_prefix: str = "/_kino_files"
    ffmpeg_path: str = ""
    log_level: str = "info"
    log_format: str = "auto"
    worker_count: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: Any) -> Self:
        """Settings from KINO_* variables; overrides that are not None win.

        Raises SettingInvalid, naming the variable and its value.
        """
        env = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for name, read in _READERS.items():
            raw = env.get(f"KINO_{name.upper()}")
            if raw is None or raw == "":
                continue
            try:
                values[name] = read(raw)
            except ValueError as error:
                raise SettingInvalid(f"KINO_{name.upper()} is {raw!r}: {error}") from error
        settings = replace(cls(**values), **{k: v for k, v in overrides.items() if v is not None})
        return replace(settings, data_dir=settings.data_dir.expanduser().absolute())

    @property
    def resolved_database_url(self) -> str:
        """The SQLAlchemy URL with its async driver named."""
        url = self.database_url
        if not url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'kino.db'}"
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        return url


def forget_environment() -> None:
    """Processes started from now on inherit no KINO_ variable; one may hold the database's password."""
    for name in [name for name in os.environ if name.startswith("KINO_")]:
        del os.environ[name]


def _paths(raw: str) -> tuple[Path, ...]:
    return tuple(Path(part).expanduser().absolute() for part in raw.split(os.pathsep) if part)


def _words(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _one_of(*allowed: str) -> Any:
    def read(raw: str) -> str:
        if raw.lower() not in allowed:
            raise ValueError(f"choose one of {', '.join(word or '(empty)' for word in allowed)}")
        return raw.lower()

    return read


def _port(raw: str) -> int:
    port = int(raw)
    if not 0 <= port <= 65535:
        raise ValueError("a port lies between 0 and 65535")
    return port


_READERS: dict[str, Any] = {
    "data_dir": Path,
    "database_url": str,
    "host": str,
    "port": _port,
    "media_roots": _paths,
    "public_url": lambda raw: raw.rstrip("/"),
    "trusted_proxies": _words,
    "accel_redirect": _one_of("", "nginx", "caddy"),
    "accel_prefix": str,
    "ffmpeg_path": str,
    "log_level": _one_of("debug", "info", "warning", "error"),
    "log_format": _one_of("auto", "console", "json"),
    "worker_count": int,
}
