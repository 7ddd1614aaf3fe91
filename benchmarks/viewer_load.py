"""Two hundred viewers for bench_seek, in their own process: each takes 8 Mb/s, as a player does.

python -m benchmarks.viewer_load PORT FILE_BYTES TARGET SECONDS VIEWERS

Prints one JSON line: how many viewers ran dry, and the bytes that all took together.
"""

import json
import random
import socket
import sys
import time

from benchmarks.harness import MIB

RATE_BYTES_S = 1_000_000  # 8 Mb/s
# What a player holds before it starts to play, and up to where it fills its buffer from then on.
START_BUFFER_S = 1.0
FULL_BUFFER_S = 4.0
TICK_S = 0.02


class Viewer:
    """A player: it reads while its buffer has room, and starves when the picture overtakes the bytes."""

    def __init__(self, port: int, target: str, file_bytes: int) -> None:
        start = random.randrange(file_bytes // 8) * 8
        self.socket = socket.create_connection(("127.0.0.1", port))
        request = f"GET {target} HTTP/1.1\r\nHost: bench\r\nRange: bytes={start}-\r\n\r\n"
        self._port, self._target, self._file_bytes = port, target, file_bytes
        self.socket.sendall(request.encode())
        self.socket.setblocking(False)
        self._left = file_bytes - start
        self._has_head = False
        self.taken = 0
        self._plays_since: float | None = None
        self.is_starved = False

    def read(self, now_s: float, buffer: bytearray) -> None:
        """Takes what has come and the buffer holds."""
        room = int((self._played_s(now_s) + FULL_BUFFER_S) * RATE_BYTES_S) - self.taken
        while room > 0 and self._left > 0:
            try:
                count = self.socket.recv_into(buffer, min(room, len(buffer)))
            except BlockingIOError:
                return
            if count == 0:
                raise SystemExit("the server closed a viewer's connection")
            if not self._has_head:
                self._has_head = True
                count -= buffer.index(b"\r\n\r\n") + 4
            room -= count
            self.taken += count
            self._left -= count

    def _played_s(self, now_s: float) -> float:
        return 0.0 if self._plays_since is None else now_s - self._plays_since

    def judge(self, now_s: float) -> None:
        """Begins to play when enough has come; notes when what was played has not come."""
        if self._plays_since is None:
            if self.taken >= START_BUFFER_S * RATE_BYTES_S:
                self._plays_since = now_s
        elif self._left > 0 and self.taken < self._played_s(now_s) * RATE_BYTES_S:
            self.is_starved = True

    def is_over(self) -> bool:
        return self._left <= 0


def main() -> None:
    port, file_bytes, target = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    seconds, count = float(sys.argv[4]), int(sys.argv[5])
    random.seed(1)
    viewers = [Viewer(port, target, file_bytes) for _ in range(count)]
    print("streaming", flush=True)
    buffer = bytearray(MIB)
    starved = taken = 0
    end_s = time.monotonic() + seconds
    while (now_s := time.monotonic()) < end_s:
        time.sleep(TICK_S)
        for at, viewer in enumerate(viewers):
            viewer.judge(now_s)
            viewer.read(time.monotonic(), buffer)
            if viewer.is_over():
                starved, taken = starved + viewer.is_starved, taken + viewer.taken
                viewer.socket.close()
                viewers[at] = Viewer(port, target, file_bytes)
    print(
        json.dumps(
            {
                "starved": starved + sum(viewer.is_starved for viewer in viewers),
                "taken_bytes": taken + sum(viewer.taken for viewer in viewers),
            }
        )
    )


if __name__ == "__main__":
    main()
