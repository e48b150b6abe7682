"""保証契約情報ダウンロード at 1,000,000 guarantees: `python -m bench.downloads [sqlite] [postgresql]`.

A branch that holds all of them takes them away as CSV and as Excel: the service's own pieces, as the web server sends them. Beside
it, in the same process, the same columns of the same rows are read raw through the database's driver, which is the least that any
download must do. Goals: memory grows by at most 32 MB from the first piece on, whatever the number of rows; CSV takes at
most 10 times, Excel at most 12 times as long as the raw reading, the faster one of those before and after it.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import text

from bench.issuing_writers import open_application
from bench.kills import databases
from bench.many_guarantees import fill
from bench.results import Result, show
from surety.domain.downloads import FileFormat
from surety.extensions import db, reading_only
from surety.models import Guarantee
from surety.queries.branch_guarantees import BranchSource
from surety.queries.guarantee_rows import GUARANTEE_ROWS
from surety.security.identity import SYSTEM
from surety.services.downloads import Asking, download_guarantees
from surety.services.reference_data import load_reference_data

ROWS = 1_000_000
MORE_MEMORY_MB = 32
TIMES = {FileFormat.CSV: 10, FileFormat.XLSX: 12}
BRANCH = 1
# What the rows of a file hang on, by SQL: one application stands for all.
_BEHIND = (
    """INSERT INTO contractor (id, customer_number, name, name_kana, name_search, corporate_number, permit_number, postal_code, address,
       representative_title, representative_name, phone, fax, branch_id, monthly_account, created_at, version_id)
       SELECT g.contractor_id, 'C' || g.contractor_id, '〇〇建設株式会社', '', '', '', '', '', '', '', '見本　太郎', '', '', 1, {false},
       MIN(g.issued_at), 1 FROM guarantee g GROUP BY g.contractor_id""",
    """INSERT INTO works_contract (id, contractor_id, agency_id, kind, work_number, work_name, work_name_search, work_place, price,
       period_from, period_to, contracted_on, is_low_bid, joint_venture_name)
       VALUES (1, 1, 1, 'works', '第0000号', '市道〇〇線道路改良工事', '', '平川市〇〇地内', 50000000, '2021-04-01', '2022-03-20', '2021-04-01', {false}, '')""",
    """INSERT INTO application (id, contractor_id, created_by_id, receipt_number, state, draft, draft_saved_at, send_token, works_contract_id,
       branch_id, wants_issue_mail, issue_mail_address, contact, message, comments, created_at, version_id)
       VALUES (1, 1, 1, 'R20210401-0001', 'decided', '{{}}', '2021-04-01 00:00:00', 'bench', 1, 1, {false}, '', '{{}}', '', '{{}}', '2021-04-01 00:00:00', 1)""",
    # A product may stand only once in an application; what is made up here needs no such rule.
    """INSERT INTO guarantee_request (id, application_id, product, state, certificate_form, amount, deposit_bank, payment_method, bill_to,
       wants_paper_statement, decision_reason, version_id)
       SELECT g.id, 1, 'p' || g.id, 'issued', 'electronic', 20000000, '〇〇銀行 ××支店', 'cash', '', {false}, '', 1 FROM guarantee g""",
)


def prepare(app: Flask) -> None:
    """Fill the database with guarantees, and with what their rows in a file are joined from."""
    with app.app_context():
        upgrade()
        load_reference_data(db.session())
        db.session.commit()
        fill(app, rows=ROWS)
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
                false = "0"
            else:
                connection.exec_driver_sql("SET session_replication_role = replica")
                false = "false"
            for statement in _BEHIND:
                connection.execute(text(statement.format(false=false).replace(":", r"\:")))
            connection.commit()
        db.engine.dispose()


class Memory:
    """The most memory (MB) this process took while it was watched, beyond what it had at the beginning."""

    def __init__(self) -> None:
        self.begin = self.most = _resident_mb()
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def growth(self) -> float:
        return self.most - self.begin

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, _resident_mb())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096 / 1e6


def pieces_of(file_format: FileFormat) -> Iterator[bytes]:
    """The file as the service sends it."""
    asking = Asking(
        actor=SYSTEM,
        file_format=file_format,
        whose=("branch", BRANCH),
        asked=(("取扱店", "すべて"),),
        settings=current_app.config["SETTINGS"],
    )
    download = download_guarantees(db.session(), BranchSource(branch_ids=(BRANCH,)), asking)
    db.session.commit()
    return download.pieces


def read_raw() -> float:
    """Seconds for the same rows and columns through the driver, newest first, and nothing made of them."""
    ordered = GUARANTEE_ROWS.where(Guarantee.branch_id == BRANCH).order_by(
        Guarantee.issued_on.desc(), Guarantee.id.desc()
    )
    raw = str(ordered.compile(db.engine, compile_kwargs={"literal_binds": True}))
    begin = time.perf_counter()
    with reading_only(), db.engine.connect() as connection:
        plain = connection.connection.driver_connection
        server_side = connection.dialect.name == "postgresql"
        cursor = plain.cursor("raw") if server_side else plain.cursor()
        count = 0
        cursor.execute(raw)
        while rows := cursor.fetchmany(2_000):
            count += len(rows)
        cursor.close()
    assert count == ROWS, count
    return time.perf_counter() - begin


def measure(name: str) -> list[Result]:
    results = []
    with tempfile.TemporaryDirectory() as folder, databases(name) as made:
        app = open_application(made[name], Path(folder))
        prepare(app)
        with app.app_context():
            read_raw()
            for file_format, goal in TIMES.items():
                raw = read_raw()
                pieces = pieces_of(file_format)
                size = len(next(pieces)) + len(next(pieces))
                with Memory() as memory:
                    begin = time.perf_counter()
                    size += sum(map(len, pieces))
                    took = time.perf_counter() - begin
                raw = min(raw, read_raw())
                print(
                    f"{name}: {ROWS:,} rows as {file_format} in {took:.1f} s, {size / 1e6:.0f} MB; raw {raw:.1f} s; "
                    f"memory + {memory.growth:.1f} MB",
                    flush=True,
                )
                results += [
                    Result(
                        what=f"{ROWS:,} guarantees as {file_format} : the same rows read raw, {name}",
                        reached=f"{took / raw:.2f}",
                        goal=f"<= {goal}",
                        met=took / raw <= goal,
                    ),
                    Result(
                        what=f"memory growth over {ROWS:,} guarantees as {file_format}, {name}",
                        reached=f"{memory.growth:.1f} MB",
                        goal=f"<= {MORE_MEMORY_MB} MB",
                        met=memory.growth <= MORE_MEMORY_MB,
                    ),
                ]
            db.session.remove()
            db.engine.dispose()
    return results


def main() -> list[Result]:
    return [result for name in sys.argv[1:] or ("sqlite", "postgresql") for result in measure(name)]


if __name__ == "__main__":
    raise SystemExit(not show(main()))
