"""A database full of guarantees, filled by SQL: rows for the contract list and nothing behind them."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from flask import Flask
from sqlalchemy import Connection, text

from surety.domain.products import CertificateForm, Product
from surety.domain.text import bigrams, search_key
from surety.extensions import db

FIRST_DAY, DAYS = date(2021, 4, 1), 1_826
RARE_NAME, RARE_ROWS = "洞門補修工事", 20
_PLACES = ("市道", "県道", "国道", "町道", "農道", "林道", "河川", "漁港", "公園", "学校")
_WORKS = (
    "道路改良",
    "道路舗装",
    "道路維持",
    "橋梁補修",
    "照明更新",
    "配管敷設",
    "外壁改修",
    "側溝整備",
    "法面対策",
    "測量設計",
)
_LINES = tuple(f"{line}号線" for line in range(1, 21))
NAMES = tuple(f"{place}{line}{work}工事" for place, line, work in product(_PLACES, _LINES, _WORKS))
# Of ten guarantees: the product and form of each.
_KINDS = (
    *[(Product.ADVANCE, CertificateForm.ELECTRONIC)] * 5,
    (Product.ADVANCE, CertificateForm.PAPER),
    *[(Product.PERFORMANCE, CertificateForm.ELECTRONIC)] * 2,
    (Product.PERFORMANCE, CertificateForm.PAPER),
    (Product.INTERIM, CertificateForm.ELECTRONIC),
)

_GUARANTEES = """
INSERT INTO guarantee (number, request_id, works_contract_id, contractor_id, agency_id, branch_id, product, certificate_form,
  state, amount, price, beneficiary_name, work_name, work_name_search, expires_on, issued_on, issued_at, key_envelope,
  key_digest, version_id, id)
SELECT substr(CAST(10000000000 + n.i AS TEXT), 1, 5) || '-' || substr(CAST(10000000000 + n.i AS TEXT), 6), n.i, 1, CASE WHEN n.i % 2 = 0 OR w.is_rare = 1 THEN 1 ELSE 2 + n.i % 999 END, 1, 1, k.product,
  k.certificate_form, 'in_force', 20000000, 50000000, '平川市長', w.name, w.search, d.day, d.day, d.day, '', '', 1, n.i
FROM bench_number n
JOIN bench_kind k ON k.id = n.i / 2 % 10
JOIN bench_day d ON d.id = n.i * {days} / ({rows} + 1)
JOIN bench_name w ON w.id = CASE WHEN n.i % ({rows} / {rare}) = 0 THEN {names} ELSE n.i * 7919 % {names} END
"""

_GRAMS = """
INSERT INTO work_name_gram (contractor_id, gram, kind, issued_on, guarantee_id)
SELECT g.contractor_id, b.gram, substr(g.product, 1, 1) || substr(g.certificate_form, 1, 1), g.issued_on, g.id
FROM guarantee g
JOIN bench_name w ON w.name = g.work_name
JOIN bench_gram b ON b.name_id = w.id
ORDER BY 1, 2, 3, 4, 5
"""


def fill(app: Flask, *, rows: int, more: Iterable[str] = ()) -> None:
    """Put `rows` guarantees of a thousand companies into the migrated database; every second one is company 1's.

    `more` are statements to run behind them, while the small tables (bench_number, bench_day, …) still stand.
    """
    with app.app_context():
        with db.engine.connect() as connection:
            _prepare(connection)
            _helpers(connection, rows=rows)
            guarantees = _GUARANTEES.format(days=DAYS, rows=rows, rare=RARE_ROWS, names=len(NAMES))
            connection.execute(text(guarantees))
            connection.execute(text("CREATE INDEX bench_by_name ON bench_name (name)"))
            connection.execute(text(_GRAMS))
            for statement in more:
                connection.execute(text(statement))
            for table in ("name", "gram", "kind", "day", "number"):
                connection.execute(text(f"DROP TABLE bench_{table}"))
            connection.commit()
        _gather_statistics()
        db.engine.dispose()


def _prepare(connection: Connection) -> None:
    """Rows may point to requests that do not exist; a broken load is thrown away, so nothing is flushed."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET session_replication_role = replica")
        return
    plain = connection.connection.driver_connection
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000"):
        plain.execute(f"PRAGMA {pragma}")


def _gather_statistics() -> None:
    """What a database that has run for a while knows about its tables."""
    plain = db.engine.raw_connection()
    driver = plain.driver_connection
    if db.engine.dialect.name == "sqlite":
        driver.execute("ANALYZE")
    else:
        driver.rollback()
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE")
        driver.autocommit = False
    plain.close()


def _helpers(connection: Connection, *, rows: int) -> None:
    """The small tables from which the large ones are made."""
    names = [*NAMES, RARE_NAME]
    tables: dict[str, tuple[str, list[dict[str, object]]]] = {
        "name": (
            "id INTEGER PRIMARY KEY, name TEXT, search TEXT, is_rare INTEGER",
            [
                {"id": i, "name": name, "search": search_key(name), "is_rare": int(name == RARE_NAME)}
                for i, name in enumerate(names)
            ],
        ),
        "gram": (
            "name_id INTEGER, gram TEXT, PRIMARY KEY (name_id, gram)",
            [{"name_id": i, "gram": gram} for i, name in enumerate(names) for gram in bigrams(name)],
        ),
        "kind": (
            "id INTEGER PRIMARY KEY, product TEXT, certificate_form TEXT",
            [
                {"id": i, "product": kind[0].value, "certificate_form": kind[1].value}
                for i, kind in enumerate(_KINDS)
            ],
        ),
        "day": (
            "id INTEGER PRIMARY KEY, day DATE, at TIMESTAMP WITH TIME ZONE",
            [{"id": i, "day": day, "at": f"{day} 00:00:00.000000"} for i, day in enumerate(_days())],
        ),
    }
    for table, (columns, content) in tables.items():
        connection.execute(text(f"CREATE TABLE bench_{table} ({columns})"))
        first = content[0]
        marks = ", ".join(f":{column}" for column in first)
        connection.execute(
            text(f"INSERT INTO bench_{table} ({', '.join(first)}) VALUES ({marks})"),  # noqa: S608 - our own names
            content,
        )
    connection.execute(text("CREATE TABLE bench_number (i BIGINT PRIMARY KEY)"))
    connection.execute(
        text(
            "INSERT INTO bench_number WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
            " SELECT i FROM n"
        ),
        {"rows": rows},
    )


def _days() -> Iterator[str]:
    for i in range(DAYS):
        yield date.fromordinal(FIRST_DAY.toordinal() + i).isoformat()
