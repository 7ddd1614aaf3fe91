"""The load of bench_range, in its own process so that its CPU is not the server's.

python -m benchmarks.range_load FILE_BYTES TARGET

Reads lines `PORT RANGES SEED` and answers each with `done` when so many ranges have come.
"""

import random
import select
import socket
import sys

from benchmarks.harness import MIB

CONNECTIONS = 8
RANGE_BYTES = 4 * MIB


class Connection:
    """One keep-alive connection that asks for random ranges, one after the other."""

    def __init__(self, port: int, target: str, file_bytes: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self._request = f"GET {target} HTTP/1.1\r\nHost: bench\r\nRange: bytes=%d-%d\r\n\r\n"
        self._file_bytes = file_bytes
        self._start = 0
        self._left = 0
        self._head = b""

    def ask(self) -> None:
        """The next request is on its way."""
        self._start = random.randrange((self._file_bytes - RANGE_BYTES) // 8) * 8
        self._left = -1
        self._head = b""
        self.socket.sendall((self._request % (self._start, self._start + RANGE_BYTES - 1)).encode())

    def read(self, buffer: bytearray) -> bool:
        """Takes what has come; whether the answer is complete. Exits on any wrong byte that it looks at."""
        if self._left >= 0:
            count = self.socket.recv_into(buffer, min(self._left, len(buffer)))
        else:
            came = self.socket.recv(4096)
            if not came:
                raise SystemExit("the server closed a connection")
            self._head += came
            head, blank, body = self._head.partition(b"\r\n\r\n")
            if not blank or len(body) < 8:
                return False
            if not head.startswith(b"HTTP/1.1 206") or body[:8] != self._start.to_bytes(8, "big"):
                raise SystemExit(f"wrong answer at {self._start}: {self._head[:300]!r}")
            self._left, count = RANGE_BYTES, len(body)
        if count == 0:
            raise SystemExit("the server closed a connection")
        self._left -= count
        return self._left == 0


class Load:
    """Eight connections to one server, kept from round to round."""

    def __init__(self, port: int, target: str, file_bytes: int) -> None:
        self._poll = select.epoll()
        self._connections = {}
        for _ in range(CONNECTIONS):
            connection = Connection(port, target, file_bytes)
            self._connections[connection.socket.fileno()] = connection
            self._poll.register(connection.socket, select.EPOLLIN)

    def fetch(self, ranges: int, buffer: bytearray) -> None:
        """So many ranges are asked for and have come, each connection asking again when it is served."""
        for connection in self._connections.values():
            connection.ask()
        asked, answered = CONNECTIONS, 0
        while answered < ranges:
            for fd, _ in self._poll.poll():
                if self._connections[fd].read(buffer):
                    answered += 1
                    if asked < ranges:
                        asked += 1
                        self._connections[fd].ask()


def main() -> None:
    file_bytes, target = int(sys.argv[1]), sys.argv[2]
    loads: dict[int, Load] = {}
    buffer = bytearray(MIB)
    for line in sys.stdin:
        port, ranges, seed = (int(word) for word in line.split())
        random.seed(seed)
        if port not in loads:
            loads[port] = Load(port, target, file_bytes)
        loads[port].fetch(ranges, buffer)
        print("done", flush=True)


if __name__ == "__main__":
    main()
