"""What a worker process may say to the server: plain data, never code.

A worker reads hostile files. If one of them takes the worker over, an ordinary pickle from it would run code
in the server. The server's end of the pipe therefore rebuilds only builtin values, our own dataclasses, enums
and errors, and refuses everything else.
"""

import collections
import dataclasses
import datetime
import enum
import fractions
import importlib
import io
import os
import pathlib
import pickle
import uuid
from multiprocessing import connection, reduction
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

# A still or a cover is a few hundred KB; a worker that sends more than this is broken or hostile.
MAX_ANSWER_BYTES = 64 * 1024 * 1024

_PLAIN: dict[tuple[str, str], Any] = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (
        set, frozenset, bytearray, complex, slice, range, object,
        collections.OrderedDict, collections.deque, fractions.Fraction, uuid.UUID,
        datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone,
        pathlib.Path, pathlib.PosixPath, pathlib.PurePosixPath,
    )
}  # fmt: skip
_PEBBLE = {
    ("pebble.pool.process", "Acknowledgement"),
    ("pebble.pool.process", "TaskResult"),
    ("pebble.pool.process", "TaskProblem"),
    ("pebble.common.types", "Result"),
    ("pebble.common.types", "ResultStatus"),
    ("pebble.common.types", "RemoteException.rebuild_exception"),
}


class _PlainDataUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        plain = _PLAIN.get((module, name))
        if plain is not None:
            return plain
        if (module, name) in _PEBBLE:
            return super().find_class(module, name)
        if module == "builtins" or module.startswith("kino."):
            found = importlib.import_module(module).__dict__.get(name)
            if isinstance(found, type) and _is_data(found):
                return found
        raise pickle.UnpicklingError(f"A worker may not send {module}.{name}.")


def _is_data(kind: type) -> bool:
    is_named_tuple = issubclass(kind, tuple) and hasattr(kind, "_fields")
    return dataclasses.is_dataclass(kind) or is_named_tuple or issubclass(kind, BaseException | enum.Enum)


def loads(data: bytes) -> Any:
    """The plain value in `data`. Raises pickle.PicklingError when it holds anything else."""
    try:
        return _PlainDataUnpickler(io.BytesIO(data)).load()
    except Exception as error:  # hostile bytes may raise anything; pebble knows this one
        raise pickle.PicklingError(f"Refused the answer of a worker: {error}") from error


class _PlainDataConnection(connection.Connection):
    def recv(self) -> Any:
        return loads(self.recv_bytes(MAX_ANSWER_BYTES))


# The class is looked up exactly, so the subclass has to be named too; in the worker it is an ordinary one.
reduction.register(_PlainDataConnection, connection.reduce_connection)  # type: ignore[attr-defined]


class WorkerContext(SpawnContext):
    """The spawn context of one worker: remembers its process and reads its answers as plain data."""

    def __init__(self) -> None:
        super().__init__()
        self.process: SpawnProcess | None = None

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override] # noqa: N802
        self.process = SpawnProcess(*args, **kwargs)
        return self.process

    def Pipe(self, duplex: bool = True) -> tuple[Any, Any]:  # noqa: N802
        reader, writer = super().Pipe(duplex)
        guarded = _PlainDataConnection(os.dup(reader.fileno()), writable=False)
        reader.close()
        return guarded, writer
