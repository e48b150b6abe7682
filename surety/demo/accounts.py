"""The monthly account of 〇〇建設: a month that was paid, one that is overdue, one that waits; and the bank's newest list."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from surety import clock
from surety.demo import cast
from surety.demo.cases import carry
from surety.demo.people import Stage
from surety.demo.works import Station, Work
from surety.domain.closing import closable_month
from surety.domain.due_times import is_business_day, next_business_day
from surety.domain.products import CertificateForm
from surety.domain.states import PremiumState
from surety.ingest.bank_file import read_bank_file
from surety.ingest.bank_list import BankList
from surety.models import BankLine, MonthlyInvoice, PremiumStatement
from surety.services.bank_files import take_in_list
from surety.services.bank_matching import match_line
from surety.services.closing import close_month

_MIDDLE = 15
# What a customer's bank took for the transfer.
_TRANSFER_FEE = 440


def _work(name: str, number: str, price: int) -> Work:
    """A work on paper certificates, which every agency takes at any time, with a long term."""
    return Work(
        station=Station.ISSUED, name=name, number=number, form=CertificateForm.PAPER,
        price=price, advance=price * 4 // 10, days=300,
    )  # fmt: skip


_PAID, _OVERDUE, _WAITING = (
    _work("〇〇沢砂防堰堤補修工事", "第0101号", 21_000_000),
    _work("〇〇地区農道舗装工事", "第0102号", 16_000_000),
    _work("市道〇〇線側溝整備工事", "第0103号", 12_500_000),
)


def tell_account(stage: Stage) -> None:
    """Three months back the first guarantee was issued; the last month is not closed yet."""
    last = closable_month(clock.today())
    before = closable_month(last)
    first = closable_month(before)
    paid = _bill(stage, _PAID, month=first)
    with clock.set_back(_since(paid.due_on)):
        _pay(stage, paid)
    overdue = _bill(stage, _OVERDUE, month=before)
    issue_in(stage, _WAITING, month=last)
    _leave_deposits(stage, overdue)


def issue_in(stage: Stage, work: Work, *, month: date) -> None:
    """Carry a work to its station in the middle of a month that is over."""
    with clock.set_back(_since(month.replace(day=_MIDDLE))):
        carry(stage, work)


def _bill(stage: Stage, work: Work, *, month: date) -> MonthlyInvoice:
    """Issue in the month, and close it on the first business day after it."""
    issue_in(stage, work, month=month)
    day = (month + timedelta(days=31)).replace(day=1)
    day = day if is_business_day(day) else next_business_day(day)
    with clock.set_back(_since(day)):
        (invoice,) = close_month(
            stage.session,
            month,
            branch_id=stage.branch.id,
            actor=stage.actor(cast.ISSUER),
            settings=stage.settings,
        )
    return invoice


def _pay(stage: Stage, invoice: MonthlyInvoice) -> None:
    """The money comes on the due day, and is matched."""
    _take_in(stage, [(invoice.amount, _payer(invoice.contractor.name_kana))], on=invoice.due_on)
    line = stage.session.scalars(select(BankLine).order_by(BankLine.id.desc()).limit(1)).one()
    match_line(
        stage.session,
        line,
        [f"i{invoice.id}"],
        branch_id=stage.branch.id,
        actor=stage.actor(cast.ISSUER),
    )


def _leave_deposits(stage: Stage, overdue: MonthlyInvoice) -> None:
    """Three deposits of yesterday that nobody has looked at: too little, fitting, and no premium at all."""
    second = stage.user(cast.SECOND_ADMIN).contractor
    single = stage.session.scalars(
        select(PremiumStatement).where(
            PremiumStatement.contractor_id == (second.id if second else 0),
            PremiumStatement.state == PremiumState.UNPAID,
        )
    ).first()
    if second is None or single is None:
        raise ValueError("the demo's second company owes a premium")
    _take_in(
        stage,
        [
            (overdue.amount - _TRANSFER_FEE, _payer(overdue.contractor.name_kana)),
            (single.amount, _payer(second.name_kana)),
            (12, "ヨキンリソク"),
        ],
        on=clock.today() - timedelta(days=1),
    )


def _take_in(stage: Stage, deposits: list[tuple[int, str]], *, on: date) -> None:
    rows = [f"{on:%Y/%m/%d},{amount},,{payer},振込" for amount, payer in deposits]
    content = "\r\n".join(["日付,入金額,出金額,振込依頼人名,摘要", *rows]).encode("cp932")
    found = read_bank_file(content, today=clock.today())
    if not isinstance(found, BankList):
        raise TypeError(f"the demo's list cannot be read: {found}")
    take_in_list(
        stage.session,
        found,
        content=content,
        filename=f"入出金明細_{on:%Y%m%d}.csv",
        branch_id=stage.branch.id,
        actor=stage.actor(cast.ISSUER),
    )


def _payer(kana: str) -> str:
    return f"カ）{kana}"


def _since(day: date) -> timedelta:
    """How long ago it was noon in Japan on that day."""
    return clock.now() - datetime.combine(day, time(12, 0), tzinfo=clock.JST)
