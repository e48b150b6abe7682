"""What stands behind the guarantees of bench.many_guarantees, filled by SQL as well: applications, money, mail, changes …

Every second row is company 1's and branch 1's, as there. What waits is the same at every size, because businesses settle
within weeks: only what is settled grows with the years.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from json import dumps

from flask import Flask
from sqlalchemy import Column

from bench.many_guarantees import DAYS, fill
from surety.domain.states import ApplicationState as A
from surety.domain.states import RequestState as R
from surety.models import Base

COMPANIES = 1_000
# What waits, beside `rows` cases and a tenth as many changes, acts, refunds …
WAITING_CASES, WAITING_CHANGES = 600, 300
# The newest premiums stand on the monthly account and on no invoice yet.
ON_ACCOUNT = 300
# Withdrawn after the payment, one in two of so many cases, and not given back yet.
OWED_BACK = 40
# Every twentieth case came to nothing: withdrawn, or a draft thrown away.
_SHELVED = 20
# Of 24 waiting cases (12 of each company): the state of the application and of its request.
_WAITS = (
    (A.SUBMITTED, R.REQUESTED),
    (A.RECEIVED, R.REQUESTED),
    (A.UNDER_REVIEW, R.REQUESTED),
    (A.UNDER_REVIEW, R.REQUESTED),
    (A.RETURNED, R.REQUESTED),
    (A.RETURNED, R.REQUESTED),
    (A.DECIDED, R.APPROVED),
    (A.DECIDED, R.APPROVED),
    (A.DECIDED, R.PAID),
    (A.DECIDED, R.ON_ACCOUNT),
    (A.DRAFT, R.REQUESTED),
    (A.DISCARDED, R.REQUESTED),
)
_BOND_STATES = {
    R.APPROVED: "approved",
    R.PAID: "paid",
    R.ON_ACCOUNT: "on_account",
}
_BODY = dumps(
    {
        "contractor": "〇〇建設株式会社", "agency": "平川市", "works_label": "工事名", "works_name": "市道1号線道路改良工事",
        "product_label": "前払金保証", "guarantee_number": "", "guaranteed_amount": 20_000_000, "period_label": "",
        "tariff_name": "見本", "tariff_version": "sample", "tariff_source": "", "is_verified": False, "steps": [], "facts": [],
        "premium": 68_000, "tax": 0, "tax_label": "非課税", "payment_label": "銀行振込", "payment_due": "2026-04-13",
        "guarantor": "見本保証", "office": {"name": "本店", "phone": "", "fax": ""}, "is_sample": True,
    },
    ensure_ascii=False,
    sort_keys=True,
)  # fmt: skip
_COMPANY = "CASE WHEN {0} % 2 = 0 THEN 1 ELSE 2 + {0} % 999 END"
_BRANCH = "CASE WHEN {0} % 2 = 0 THEN 1 ELSE 2 END"


def fill_history(app: Flask, *, rows: int) -> None:
    """`rows` guarantees and everything behind them, in the migrated database."""
    fill(app, rows=rows, more=[*_sources(rows), *_cases(rows), *_tenths(rows), *_drop()])


def _sources(rows: int) -> Iterator[str]:
    """bench_case: the issued, the shelved and the waiting cases. bench_tenth: the settled and the waiting rest."""
    tenth, shelved = rows // 10, rows // _SHELVED
    states = _choose("n.i / 2 % 12", [state.value for state, _ in _WAITS])
    requests = _choose("n.i / 2 % 12", [request.value for _, request in _WAITS])
    yield f"""
CREATE TABLE bench_case AS
SELECT g.id, g.contractor_id, {_BRANCH.format("g.id")} AS branch_id, g.product, g.certificate_form, g.work_name,
  g.work_name_search, d.day, d.at, 'decided' AS state, 'issued' AS request_state
FROM guarantee g JOIN bench_day d ON d.id = g.id * {DAYS} / ({rows} + 1)
UNION ALL
SELECT {rows} + n.i, {_COMPANY.format("n.i")}, {_BRANCH.format("n.i")}, 'advance', 'electronic', w.name, w.search, d.day, d.at,
  {_choose("n.i / 2 % 2", [A.WITHDRAWN.value, A.DISCARDED.value])}, 'withdrawn'
FROM bench_number n JOIN bench_name w ON w.id = n.i % 100 JOIN bench_day d ON d.id = n.i * {DAYS} / ({shelved} + 1)
WHERE n.i <= {shelved}
UNION ALL
SELECT {rows + shelved} + n.i, {_COMPANY.format("n.i")}, {_BRANCH.format("n.i")}, 'advance', 'electronic', w.name, w.search,
  d.day, d.at, {states}, {requests}
FROM bench_number n JOIN bench_name w ON w.id = n.i % 100 JOIN bench_day d ON d.id = {DAYS - 1}
WHERE n.i <= {WAITING_CASES}"""  # noqa: S608 - our own words
    yield f"""
CREATE TABLE bench_tenth AS
SELECT n.i AS id, n.i * 10 - n.i % 2 AS guarantee_id, {_COMPANY.format("n.i")} AS contractor_id,
  {_BRANCH.format("n.i")} AS branch_id, d.day, d.at, 0 AS waits
FROM bench_number n JOIN bench_day d ON d.id = n.i * {DAYS} / ({tenth} + 1) WHERE n.i <= {tenth}
UNION ALL
SELECT {tenth} + n.i, {rows - WAITING_CHANGES} + n.i, {_COMPANY.format("n.i")}, {_BRANCH.format("n.i")}, d.day, d.at, 1
FROM bench_number n JOIN bench_day d ON d.id = {DAYS - 1} WHERE n.i <= {WAITING_CHANGES}"""  # noqa: S608 - as above


def _cases(rows: int) -> Iterator[str]:
    """Applications and what comes of them: one of each for a case."""
    number = "substr(CAST(100000000000 + c.id AS TEXT), 2, 5) || '-' || substr(CAST(1000000 + c.id % 1000000 AS TEXT), 2)"
    receipt = "CAST(10 + c.id / 900000 AS TEXT) || '-' || CAST(100000 + c.id % 900000 AS TEXT)"
    was_sent = "c.state NOT IN ('draft', 'discarded')"
    approved = "c.request_state IN ('issued', 'approved', 'paid', 'on_account')"
    yield _insert(
        "contractor", "bench_number n WHERE n.i BETWEEN 2 AND 1000", id="n.i",
        customer_number="'C' || CAST(1000000 + n.i AS TEXT)", name="'第' || n.i || '土木株式会社'",
        name_search="'第' || n.i || '土木'", postal_code="''", address="''", representative_title="''",
        representative_name="''", phone="''", branch_id=_BRANCH.format("n.i"), created_at="'2021-04-01 00:00:00.000000'",
    )  # fmt: skip
    yield _insert(
        "works_contract", "bench_case c", id="c.id", contractor_id="c.contractor_id", agency_id="1", kind="'works'",
        work_name="c.work_name", work_name_search="c.work_name_search", price="50000000", period_from="c.day",
        period_to="c.day",
    )  # fmt: skip
    yield _insert(
        "application", "bench_case c", id="c.id", contractor_id="c.contractor_id", created_by_id="1", state="c.state",
        receipt_number=f"CASE WHEN {was_sent} THEN 'R202603' || {receipt} END", draft_saved_at="c.at",
        send_token="'t' || c.id", works_contract_id="c.id", branch_id="c.branch_id", created_at="c.at",
        submitted_at=f"CASE WHEN {was_sent} THEN c.at END",
    )  # fmt: skip
    yield _insert(
        "guarantee_request", "bench_case c", id="c.id", application_id="c.id", product="c.product",
        state="c.request_state", certificate_form="c.certificate_form", amount="20000000",
        payment_method="'bank_transfer'", bill_to="''", approved_by_id=f"CASE WHEN {approved} THEN 1 END",
        approved_at=f"CASE WHEN {approved} THEN c.at END",
    )  # fmt: skip
    yield _insert(
        "certificate", f"bench_case c WHERE c.id <= {rows}", id="c.id", guarantee_id="c.id", sequence="1", kind="'new'",
        snapshot="'{}'", snapshot_sha256="''", template_version="'1'", issued_at="c.at", issued_by_id="1",
    )  # fmt: skip
    yield from _money(rows, number=number, approved=approved)
    yield from _bonds(rows, number=number, receipt=receipt, was_sent=was_sent)
    yield _insert(
        "outgoing_mail", "bench_case c", id="c.id", message_kind="'guarantee_issued'", subject_key="'guarantee-' || c.id",
        recipient="CASE WHEN c.id <= 600 AND c.id % 10 = 0 THEN 'rare' ELSE 'person' END || (c.id % 1000) || '@example.co.jp'", recipient_name="'〇〇建設株式会社'",
        subject="'保証証書を発行しました'", body="'見本'", message_id="'m' || c.id", contractor_id="c.contractor_id",
        branch_id="c.branch_id", created_at="c.at", sent_at="c.at", tries="1",
        # Those that failed for good stay where they are, long ago.
        state=f"CASE WHEN c.id > 240 THEN 'sent' ELSE {_choose('c.id / 2 % 3', ['failed', 'uncertain', 'queued'])} END",
    )  # fmt: skip


def _money(rows: int, *, number: str, approved: str) -> Iterator[str]:
    """A statement for each approved case; every tenth of those that were withdrawn had been paid, the first of them wait to go back."""
    tenth = "id / 2 % 10 = 0"
    stated = f"bench_case c WHERE {approved} OR c.state = 'withdrawn'"
    yield _insert(
        "premium_statement", stated, id="c.id", number=f"'K' || {number}", kind="'premium'", product="c.product",
        contractor_id="c.contractor_id", branch_id="c.branch_id", request_id="c.id", payment_method="'bank_transfer'",
        tariff_version_id="1", premium="68000", tax="0", amount="68000", body=_quoted(_BODY), stated_on="c.day",
        stated_at="c.at", stated_by_id="1",
        state=f"""CASE WHEN c.state = 'withdrawn' AND c.id <= {rows + OWED_BACK} THEN 'owed_back' WHEN c.state = 'withdrawn' THEN 'void' WHEN c.request_state = 'approved' THEN 'unpaid'
          WHEN c.request_state = 'on_account' OR c.id BETWEEN {rows - ON_ACCOUNT} AND {rows} THEN 'on_account' ELSE 'paid' END""",
    )  # fmt: skip
    yield _insert(
        "payment", f"premium_statement s WHERE s.state IN ('paid', 'owed_back') OR (s.state = 'void' AND {tenth})", id="s.id", statement_id="s.id",
        amount="68000", paid_on="s.stated_on", method="'bank_transfer'", recorded_by_id="1", recorded_at="s.stated_at",
    )  # fmt: skip
    refund = {
        "tariff_version_id": "1", "premium": "6000", "tax": "0", "amount": "6000", "body": _quoted(_BODY),
        "stated_by_id": "1", "product": "'advance'",
    }  # fmt: skip
    yield _insert(
        "refund_statement", "bench_tenth t", id="t.id", number=f"'H' || {number.replace('c.id', 't.id')}",
        reason="'change'", contractor_id="t.contractor_id", branch_id="t.branch_id", guarantee_id="t.guarantee_id",
        stated_on="t.day", stated_at="t.at", state="CASE WHEN t.waits = 1 THEN 'due' ELSE 'done' END",
        paid_back_on="CASE WHEN t.waits = 0 THEN t.day END", **refund,
    )  # fmt: skip
    yield _insert(
        "refund_statement", f"bench_case c WHERE c.state = 'withdrawn' AND {tenth}", id="2000000 + c.id",
        number=f"'H9' || {number}", reason="'withdrawn'", contractor_id="c.contractor_id", branch_id="c.branch_id",
        statement_id="c.id", stated_on="c.day", stated_at="c.at", state="'done'", paid_back_on="c.day", **refund,
    )  # fmt: skip


def _bonds(rows: int, *, number: str, receipt: str, was_sent: str) -> Iterator[str]:
    """As many bid bonds as guarantees, shelved and waiting as they are."""
    ended = _choose("c.id / 2 % 10", ["converted", "expired", *["lost"] * 7, "won"])
    settled = " ".join(f"WHEN '{state.value}' THEN '{word}'" for state, word in _BOND_STATES.items())
    waits = f"CASE c.request_state {settled} ELSE c.state END"
    yield _insert(
        "bid_bond", "bench_case c", id="c.id", contractor_id="c.contractor_id", created_by_id="1", branch_id="c.branch_id",
        receipt_number=f"CASE WHEN {was_sent} THEN 'R202602' || {receipt} END",
        number=f"CASE WHEN c.id <= {rows} THEN 'Y' || {number} END",
        state=f"CASE WHEN c.id <= {rows} THEN {ended} ELSE {waits} END", draft_saved_at="c.at", send_token="'t' || c.id",
        agency_id="1", kind="'works'", work_name="c.work_name", work_name_search="c.work_name_search", bid_on="c.day",
        bid_price="50000000", ratio="'10'", amount="5000000", award_on="c.day", valid_until="c.day",
        payment_method="'bank_transfer'", created_at="c.at", submitted_at=f"CASE WHEN {was_sent} THEN c.at END",
        issued_on=f"CASE WHEN c.id <= {rows} THEN c.day END",
        # Any statement will do for its fee; what counts is that each has one.
        statement_id=f"CASE WHEN c.id <= {rows} THEN c.id END",
    )  # fmt: skip


def _tenths(rows: int) -> Iterator[str]:
    """Changes, acts, tasks, registrations and invoices."""
    slot = "t.id / 2 % 12"
    stands = [*["submitted", "under_review", "returned", "approved"] * 2, "draft", *["discarded"] * 3]
    states = _choose(slot, stands)
    receipt = "CAST(10 + t.id / 900000 AS TEXT) || '-' || CAST(100000 + t.id % 900000 AS TEXT)"
    yield _insert(
        "guarantee_change", "bench_tenth t", id="t.id", guarantee_id="t.guarantee_id", contractor_id="t.contractor_id",
        branch_id="t.branch_id", send_token="'t' || t.id", entered_by_id="1", saved_at="t.at", submitted_at="t.at",
        receipt_number=f"'R202601' || {receipt}", approved_at="t.at", issued_at="CASE WHEN t.waits = 0 THEN t.at END",
        state=f"CASE WHEN t.waits = 1 THEN {states} WHEN t.id / 2 % 20 = 0 THEN 'discarded' ELSE 'issued' END",
    )  # fmt: skip
    yield _insert(
        "changed_guarantee", "bench_tenth t", id="t.id", change_id="t.id", guarantee_id="t.guarantee_id",
        amount="21000000", until="t.day", base_certificate_id="t.guarantee_id",
        is_open=f"t.waits = 1 AND {slot} < 8",
    )  # fmt: skip
    yield _insert(
        "guarantee_act", "bench_tenth t", id="t.id", guarantee_id="t.guarantee_id", contractor_id="t.contractor_id",
        branch_id="t.branch_id", kind="'termination'", facts="'{}'", reason="''", begun_at="t.at", proposed_by_id="1",
        proposed_at="t.at", decided_at="CASE WHEN t.waits = 0 THEN t.at END",
        state="CASE WHEN t.waits = 1 THEN 'proposed' WHEN t.id / 2 % 20 = 0 THEN 'rejected' ELSE 'carried_out' END",
    )  # fmt: skip
    side = "t.id / 2 % 2"
    yield _insert(
        "watch_task", "bench_tenth t", id="t.id", kind=_choose(side, ["expiry_near", "period_beyond"]),
        side=_choose(side, ["contractor", "branch"]), subject="'guarantee-' || t.guarantee_id",
        subject_id="t.guarantee_id", about="'10000-' || CAST(100000 + t.id % 900000 AS TEXT)", guarantee_id="t.guarantee_id",
        application_id="t.guarantee_id", contractor_id="t.contractor_id", branch_id="t.branch_id",
        work_name="'市道1号線道路改良工事'", beneficiary_name="'平川市長'", reason="'見本'", since_on="t.day",
        until_on="t.day", opened_at="t.at", closed_at="CASE WHEN t.waits = 0 THEN t.at END",
        aside_until="CASE WHEN t.waits = 1 AND t.id / 4 % 3 = 0 THEN t.day END",
    )  # fmt: skip
    waiting = _choose("t.id / 2 % 5", ["submitted", "under_review", "returned", "approved", "notice_issued"])
    yield _insert(
        "registration", "bench_tenth t", id="t.id", receipt_number=f"'R202512' || {receipt}", channel="'web'",
        access_hash="'h' || t.id", branch_id="t.branch_id", company_search="'第' || t.id", email="t.id || '@example.co.jp'",
        created_at="t.at", submitted_at="t.at", submitted_on="t.day",
        state=f"CASE WHEN t.waits = 1 THEN {waiting} WHEN t.id / 2 % 20 = 0 THEN 'refused' ELSE 'activated' END",
    )  # fmt: skip
    yield from _invoices(rows)


def _invoices(rows: int) -> Iterator[str]:
    """A company has one invoice a month: company 1's are the newest sixty, and the newest hundred of all wait."""
    first = rows // 10 + WAITING_CHANGES - 60
    companies = f"CASE WHEN t.id > {first} THEN 1 ELSE 2 + t.id % 999 END"
    months = f"CASE WHEN t.id > {first} THEN t.id - {first} ELSE 60 + t.id / 999 END"
    state = f"CASE WHEN t.id > {first - 40} AND t.id % 3 = 0 THEN 'unpaid' WHEN t.id / 2 % 8 = 0 THEN 'cancelled' ELSE 'paid' END"
    yield _insert(
        "monthly_invoice", f"bench_tenth t JOIN bench_day d ON d.id = {months}", id="t.id",
        number="'S' || CAST(10000000 + t.id AS TEXT)", contractor_id=companies, branch_id="t.branch_id", month="d.day",
        closed_on="t.day", due_on="t.day", amount="68000", body="'{\"lines\": []}'", closed_at="t.at", state=state,
        paid_on="t.day",
    )  # fmt: skip
    yield _insert(
        "monthly_invoice_line", "bench_tenth t WHERE t.waits = 0", id="t.id", invoice_id="t.id",
        statement_id="t.guarantee_id",
    )  # fmt: skip


def _drop() -> Iterator[str]:
    for table in ("case", "tenth"):
        yield f"DROP TABLE bench_{table}"


def _insert(table: str, source: str, **values: str) -> str:
    """INSERT … SELECT of these expressions; every other column that must not be empty takes the model's default."""
    for column in Base.metadata.tables[table].columns:
        if column.name not in values and not column.nullable and column.server_default is None:
            values[column.name] = _default(column)
    columns = ", ".join(f'"{name}"' for name in values)
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values.values())} FROM {source}"  # noqa: S608 - our own words


def _default(column: Column[object]) -> str:
    if column.name == "version_id":
        return "1"
    default = column.default
    if default is None:
        raise ValueError(f"{column} needs a value")
    value = default.arg(None) if default.is_callable else default.arg  # type: ignore[attr-defined]  # a value or a function, never a sequence
    if isinstance(value, dict | list):
        return _quoted(dumps(value))
    if isinstance(value, bool | int):
        return str(value).upper()
    return _quoted(str(value.value if isinstance(value, Enum) else value))


def _choose(number: str, words: Sequence[str]) -> str:
    """The word that stands at this number, from 0."""
    cases = " ".join(f"WHEN {index} THEN '{word}'" for index, word in enumerate(words))
    return f"CASE {number} {cases} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
