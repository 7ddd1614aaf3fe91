"""The walls around code that reads hostile media: limits, no network, no new privileges.

Runs in two ways: `apply_sandbox` inside a worker process, and as a small program that puts the walls up and
then becomes another one (`sandboxed_argv`): ffmpeg is started that way, because a `preexec_fn` would run
Python between fork and exec of a server with threads, which may deadlock.

Only the standard library is imported here, and nothing of Kino: the small program starts in some 15 ms.
"""

import argparse
import contextlib
import ctypes
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass, field
from typing import Literal

_PR_SET_PDEATHSIG = 1
_PR_GET_NO_NEW_PRIVS = 39
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What a sandboxed process may use; None leaves a limit as it is.

    memory_bytes:    address space (RLIMIT_AS). 2 GiB holds an 8K frame with its references many times over.
    cpu_s:           CPU seconds of the process's whole life: for one-shot programs. A worker lives through
                     many calls and is bounded by the time limit of each instead.
    file_size_bytes: largest file that it may write; 0 forbids writing to files, pipes stay open.
    open_files:      file descriptors.
    """

    memory_bytes: int | None = 2 * 1024**3
    cpu_s: int | None = None
    file_size_bytes: int | None = 0
    open_files: int | None = 256


Wall = Literal["network", "core_files", "open_files", "file_size", "cpu_time", "memory", "no_new_privileges"]


@dataclass(frozen=True, slots=True)
class MissingWall:
    """A wall that could not be put up, and in a sentence why."""

    wall: Wall
    reason: str


@dataclass(frozen=True, slots=True)
class SandboxReport:
    """What holds for this process right now, as the kernel tells it."""

    has_own_network: bool
    has_no_new_privileges: bool
    memory_bytes: int | None
    cpu_s: int | None
    file_size_bytes: int | None
    open_files: int | None
    writes_core_files: bool
    missing: tuple[MissingWall, ...] = field(default=())

    def to_dict(self) -> dict[str, object]:
        """JSON-able form."""
        return asdict(self)


# What could not be put up in this process; only the process itself can know.
_missing: list[MissingWall] = []


def apply_sandbox(limits: SandboxLimits | None = None, *, network: bool = False) -> SandboxReport:
    """This process is confined for the rest of its life; what the kernel refuses is reported, not hidden.

    limits:  SandboxLimits() when None.
    network: True keeps the network.
    """
    limits = limits or SandboxLimits()
    _missing.clear()
    # New namespaces first: they want a process with one thread and no limits met yet.
    if not network:
        _leave_network()
    _lower(resource.RLIMIT_CORE, 0, "core_files")
    _lower(resource.RLIMIT_NOFILE, limits.open_files, "open_files")
    _lower(resource.RLIMIT_FSIZE, limits.file_size_bytes, "file_size")
    _lower(resource.RLIMIT_CPU, limits.cpu_s, "cpu_time")
    _lower(resource.RLIMIT_AS, limits.memory_bytes, "memory")
    if limits.file_size_bytes is not None:
        # Without this, the first byte too many would kill the process; it shall fail as a write error
        # instead.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0:
        _missing.append(MissingWall("no_new_privileges", "The kernel refused no_new_privs."))
    return describe_sandbox()


def describe_sandbox() -> SandboxReport:
    """The walls that stand around the calling process, read back from the kernel."""
    return SandboxReport(
        has_own_network=_sees_only_loopback(),
        has_no_new_privileges=_prctl(_PR_GET_NO_NEW_PRIVS, 0) == 1,
        memory_bytes=_limit(resource.RLIMIT_AS),
        cpu_s=_limit(resource.RLIMIT_CPU),
        file_size_bytes=_limit(resource.RLIMIT_FSIZE),
        open_files=_limit(resource.RLIMIT_NOFILE),
        writes_core_files=_limit(resource.RLIMIT_CORE) != 0,
        missing=tuple(_missing),
    )


def sandboxed_argv(argv: list[str], limits: SandboxLimits, *, network: bool = False) -> list[str]:
    """The argv list that runs `argv` behind the walls; it also dies with the thread that starts it."""
    options = [f"--{name}={value}" for name, value in asdict(limits).items() if value is not None]
    if network:
        options.append("--network")
    # -I and -S: neither the environment nor site-packages decide what this program imports.
    return [sys.executable, "-I", "-S", __file__, f"--parent={os.getpid()}", *options, "--", *argv]


def _leave_network() -> None:
    # Root may leave the network alone. Everybody else needs a user namespace for it, which root avoids: there
    # it would lose the right to read files of other owners.
    if _unshare(_CLONE_NEWNET) == 0:
        return
    error = _unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    if error:
        reason = f"The kernel refused an own network namespace ({os.strerror(error)})."
        _missing.append(MissingWall("network", reason))


def _unshare(flags: int) -> int:
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return 0 if libc.unshare(flags) == 0 else ctypes.get_errno()
    except (OSError, AttributeError):
        return 38  # ENOSYS: not Linux


def _prctl(option: int, value: int) -> int:
    try:
        return int(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0))
    except (OSError, AttributeError):
        return -1


def _lower(kind: int, value: int | None, wall: Wall) -> None:
    if value is None:
        return
    _, hard = resource.getrlimit(kind)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (wanted, wanted))
    except (OSError, ValueError) as error:
        _missing.append(MissingWall(wall, f"The limit {wall} could not be set ({error})."))


def _limit(kind: int) -> int | None:
    soft, _ = resource.getrlimit(kind)
    return None if soft == resource.RLIM_INFINITY else soft


def _sees_only_loopback() -> bool:
    # /proc/self/net follows the namespace of the reader; /sys/class/net would show the one of its mount.
    with contextlib.suppress(OSError), open("/proc/self/net/dev", encoding="ascii") as table:  # noqa: PTH123 - start-up time
        names = [line.split(":")[0].strip() for line in table if ":" in line]
        return all(name == "lo" for name in names)
    return False


def main() -> None:
    """Puts the walls up and becomes the program that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--network", action="store_true")
    for name in SandboxLimits.__dataclass_fields__:
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("argv", nargs="+")
    given = parser.parse_args()
    # PR_SET_PDEATHSIG survives exec, so ffmpeg itself dies with the server.
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != given.parent:
        sys.exit(1)
    limits = SandboxLimits(**{name: getattr(given, name) for name in SandboxLimits.__dataclass_fields__})
    apply_sandbox(limits, network=given.network)
    try:
        os.execv(given.argv[0], given.argv)  # noqa: S606 - an argv list, never a shell
    except OSError as error:
        sys.stderr.write(f"{given.argv[0]}: {error.strerror}\n")
        sys.exit(127)


if __name__ == "__main__":
    main()
