"""Writers killed with SIGKILL at random moments leave every guarantee whole; `python -m bench.kills` does it 200 times."""

from pathlib import Path

from bench.kills import kill_while_issuing
from tests.throwaway_postgres import postgres_server, throwaway_database


def test_killed_writers_leave_no_gap_no_half_and_lose_nothing_acknowledged(tmp_path: Path) -> None:
    server = postgres_server()
    if server is None:
        verdict = kill_while_issuing(f"sqlite:///{tmp_path / 'kills.sqlite3'}", kills=8, requests=2_000)
    else:
        with throwaway_database(server) as url:
            verdict = kill_while_issuing(url, kills=8, requests=2_000)
    assert verdict.faults == ()
    assert verdict.acknowledged > 0
    assert verdict.issued >= verdict.acknowledged
