"""The parent's side of the reading child: started once, kept warm, replaced when it dies."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from surety.ingest.child import DONE, HEADER, SIZE

WALL_SECONDS = 8
REQUESTS_PER_CHILD = 500
_ROOT = Path(__file__).resolve().parents[2]


class ChildFailed(Exception):
    """The child could not do its work; `reason` is the library's complaint, "died" for a crash or a limit, "late" for a time-out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WarmChild:
    """One child process behind a lock; safe for threads, and never shared across a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0

    def warm_up(self) -> None:
        """Start the child now, so that the first upload does not wait for it."""
        with self._lock:
            self._running()

    def read(self, payload: bytes, *, wall_seconds: int = WALL_SECONDS) -> bytes:
        """Let the child read the bytes of a workbook and return its answer; raise `ChildFailed` after a failure or `wall_seconds`."""
        with self._lock:
            process = self._running()
            late = threading.Event()
            watchdog = threading.Timer(wall_seconds, _give_up, (process, late))
            watchdog.daemon = True
            watchdog.start()
            try:
                status, answer = self._exchange(process, payload)
            except (OSError, ValueError) as error:
                self._drop()
                raise ChildFailed("late" if late.is_set() else "died") from error
            finally:
                watchdog.cancel()
            self._served += 1
            if self._served >= REQUESTS_PER_CHILD:
                self._drop()
        if status != DONE:
            raise ChildFailed(answer.decode("ascii", "replace"))
        return answer

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._drop()

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._process.pid if self._process else None

    def _exchange(self, process: subprocess.Popen[bytes], payload: bytes) -> tuple[bytes, bytes]:
        if process.stdin is None or process.stdout is None:
            raise OSError("child without pipes")
        _write_all(process.stdin.fileno(), SIZE.pack(len(payload)) + payload)
        status, size = HEADER.unpack(_read_exactly(process.stdout.fileno(), HEADER.size))
        return status, _read_exactly(process.stdout.fileno(), size)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._owner != os.getpid() or self._process.poll() is not None):
            self._drop()
        if self._process is None:
            self._process = _start()
            self._owner, self._served = os.getpid(), 0
        return self._process

    def _drop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if self._owner == os.getpid():
            process.kill()
            process.wait()
        else:
            process.returncode = 0  # not ours: after a fork the child belongs to the parent process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def after_fork(self) -> None:
        """Forget, in a forked process, the child and the lock that belong to the parent."""
        self._lock = threading.Lock()
        self._drop()


def _give_up(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _write_all(pipe: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _read_exactly(pipe: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size:
        piece = os.read(pipe, min(size, 1 << 20))
        if not piece:
            raise OSError("child ended")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-s", "-B", "-m", "surety.ingest.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,  # nothing half written may be flushed again by a forked process
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
    )


reading_child = WarmChild()
os.register_at_fork(after_in_child=reading_child.after_fork)
