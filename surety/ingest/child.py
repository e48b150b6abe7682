"""The child process: it reads one workbook after another from a pipe, under limits, and touches nothing else."""

import resource
import struct
import sys
from typing import BinaryIO

MEMORY_LIMIT = 512 * 1024 * 1024
CPU_SECONDS = 3
SIZE = struct.Struct(">I")
HEADER = struct.Struct(">cI")
DONE, FAILED = b"1", b"0"

_FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.system",
    "os.posix_spawn",
    "os.fork",
    "ctypes.",
    "shutil.",
    "os.remove",
    "os.rename",
)


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    _limit()
    from surety.ingest.workbook_reader import read_workbook

    sys.addaudithook(_forbid)
    while (request := _receive(requests)) is not None:
        _allow_cpu()
        try:
            answer = DONE, read_workbook(request)
        except MemoryError:
            raise SystemExit(3) from None  # the heap is full; a fresh child is cheaper than a wounded one
        except Exception as error:  # noqa: BLE001 - whatever a library raises on a bad file is one answer: unreadable
            answer = FAILED, type(error).__name__.encode()
        answers.write(HEADER.pack(answer[0], len(answer[1])) + answer[1])
        answers.flush()


def _receive(stream: BinaryIO) -> bytes | None:
    header = stream.read(SIZE.size)
    return stream.read(*SIZE.unpack(header)) if len(header) == SIZE.size else None


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _allow_cpu() -> None:
    """Give the coming request its own seconds; the limit of the system counts the whole life of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(event)
    if (
        event == "open"
        and len(arguments) > 1
        and isinstance(arguments[1], str)
        and set(arguments[1]) & set("wax+")
    ):
        raise PermissionError(event)


if __name__ == "__main__":
    main()
