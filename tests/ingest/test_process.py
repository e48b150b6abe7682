"""The child process may die in any way; the parent goes on and the next file is read."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from surety.ingest.process import ChildFailed, WarmChild, reading_child
from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from tests.ingest.workbooks import good_form


@pytest.fixture
def child():
    child = WarmChild()
    yield child
    child.close()


def test_the_child_stays_warm_between_files(child: WarmChild):
    child.read(good_form())
    first = child.pid
    child.read(good_form())
    assert child.pid == first


def test_a_killed_child_is_replaced(child: WarmChild):
    child.read(good_form())
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert b"sheets" in child.read(good_form())
    assert child.pid != first


def test_a_child_that_takes_too_long_is_ended_and_replaced(child: WarmChild):
    child.warm_up()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(ChildFailed, match="late"):
        child.read(good_form(), wall_seconds=1)
    assert b"sheets" in child.read(good_form())


def test_a_busy_machine_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch):
    def late(_data: bytes) -> bytes:
        raise ChildFailed("late")

    monkeypatch.setattr(reading_child, "read", late)
    answer = read_registration(good_form(), filename="x.xlsx")
    assert isinstance(answer, Refusal)
    assert answer.code == "reader_late"
    assert "混み合って" in answer.message
    assert "大きすぎる" not in answer.message


def test_a_bad_file_leaves_the_child_alive(child: WarmChild):
    child.warm_up()
    first = child.pid
    with pytest.raises(ChildFailed, match="BadZipFile"):
        child.read(b"no zip at all")
    assert child.pid == first


def test_many_threads_get_their_own_answers():
    answers: dict[int, object] = {}

    def read(number: int) -> None:
        answers[number] = read_registration(good_form(), filename=f"{number}.xlsx")

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(
        not isinstance(answer, Refusal) and answer.filename == f"{n}.xlsx" for n, answer in answers.items()
    )
    assert len(answers) == 6


def test_a_forked_process_starts_a_child_of_its_own():
    script = (
        "import os, sys\n"
        "from surety.ingest.process import reading_child\n"
        "reading_child.warm_up()\n"
        "mine = reading_child.pid\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    reading_child.warm_up()\n"
        "    other = reading_child.pid\n"
        "    reading_child.close()\n"
        "    os._exit(0 if other != mine else 9)\n"
        "_, status = os.waitpid(pid, 0)\n"
        "reading_child.warm_up()\n"
        "alive = reading_child.pid == mine\n"
        "reading_child.close()\n"
        "sys.exit(os.waitstatus_to_exitcode(status) if alive else 8)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0


def test_reading_never_loads_openpyxl_into_the_parent():
    script = (
        "import sys\n"
        "from surety.ingest.registrations import read_registration\n"
        "from surety.ingest.form_download import registration_form\n"
        "data = registration_form(guarantor='a', service='b', branches=['c'], terms_version='d')\n"
        "read_registration(data, filename='x.xlsx')\n"
        "sys.exit('openpyxl' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
