"""Every mail of the service, with everyday values and with the longest the forms admit."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from surety.domain.coverage_watch import WatchKind
from surety.domain.products import Product, WorkKind
from surety.mail import messages
from surety.mail.letterhead import Addressee, Letterhead, Message
from surety.models import Branch

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LETTERHEAD = Letterhead(
    service_name="電子保証デスク",
    guarantor_name="サンプル建設業保証株式会社",
    base_url="https://desk.example.co.jp",
)
BRANCH = Branch(name="青森支店", phone="017-000-0000", hours="平日9時〜17時")
TO = Addressee("〇〇建設株式会社", "見本　花子", "総務部")
RECEIPT = "R20261122-0001"


def everyday(
    work: str = "市道〇〇線道路改良工事", name: str = "平川市長"
) -> Mapping[str, Callable[[], Message]]:
    """One maker per kind of mail."""
    common = {"branch": BRANCH, "to": TO}
    works = {"work_kind": WorkKind.WORKS, "work_name": work}
    receipt = {"receipt_number": RECEIPT}
    token = {"path": "/account/activate/" + "t" * 43, "valid_until": NOON}
    m, head = messages, LETTERHEAD
    return {
        "account_activation": lambda: m.account_activation(head, **common, **token),
        "user_added": lambda: m.user_added(head, **common, **token, added_by="見本　太郎"),
        "bid_bond_received": lambda: m.bid_bond_received(head, _matter(work, name)),
        "bid_bond_returned": lambda: m.bid_bond_returned(head, _matter(work, name), items=[work, "予約金額"]),
        "bid_bond_declined": lambda: m.bid_bond_declined(head, _matter(work, name)),
        "bid_bond_issued": lambda: m.bid_bond_issued(
            head, _matter(work, name), number="Y04126-000001", valid_until=date(2027, 1, 31)
        ),
        "password_changed": lambda: m.password_changed(head, branch=None, to=Addressee("青森支店"), at=NOON),
        "new_login": lambda: m.new_login(
            head, **common, at=NOON, address="192.0.2.1", browser="Windows のブラウザー" * 5
        ),
        "account_changed": lambda: m.account_changed(head, **common, what=work, at=NOON),
        "password_reset": lambda: m.password_reset(head, **common, **token),
        "application_declined": lambda: m.application_declined(
            head,
            **common,
            **receipt,
            **works,
            product=Product.PERFORMANCE,
            others=[product for product in Product if product is not Product.PERFORMANCE],
            path="/applications/1",
        ),
        "application_received": lambda: m.application_received(
            head, **common, **receipt, **works, products=list(Product), path="/applications/1"
        ),
        "application_returned": lambda: m.application_returned(
            head,
            **common,
            **receipt,
            **works,
            items=[work, "請負金額"],
            path="/applications/1",
            by=date(2026, 12, 1),
        ),
        "premium_due": lambda: m.premium_due(
            head,
            **common,
            **receipt,
            **works,
            product=Product.PERFORMANCE,
            payment_method="銀行振込",
            path="/applications/1",
            by=date(2026, 12, 1),
        ),
        "refund_stated": lambda: m.refund_stated(
            head,
            **common,
            **works,
            number="H04126-000001",
            product=Product.ADVANCE,
            reason="発注者による解除",
            path="/statements?kind=refund",
        ),
        "issue_completed": lambda: m.issue_completed(
            head,
            **common,
            **works,
            number="04126-000001",
            product=Product.ADVANCE,
            beneficiary=name,
            path="/guarantees/04126-000001",
        ),
        "agency_opened": lambda: m.agency_opened(
            head,
            **common,
            **works,
            number="04126-000001",
            agency=name,
            at=NOON,
            path="/guarantees/04126-000001",
        ),
        "paper_posted": lambda: m.paper_posted(
            head,
            **common,
            **works,
            number="04126-000001",
            product=Product.ADVANCE,
            posted_on=date(2026, 12, 4),
            path="/guarantees/04126-000001",
        ),
        "change_received": lambda: m.change_received(
            head, **common, **receipt, **works, numbers=["04126-000001", "04126-000002"], path="/changes/1"
        ),
        "change_returned": lambda: m.change_returned(
            head, **common, **receipt, **works, items=[work, "請負金額"], path="/changes/1"
        ),
        "change_declined": lambda: m.change_declined(
            head, **common, **receipt, **works, numbers=["04126-000001"], path="/changes/1"
        ),
        "change_approved": lambda: m.change_approved(
            head, **common, **receipt, **works, is_due=True, path="/changes/1"
        ),
        "change_issued": lambda: m.change_issued(
            head,
            **common,
            **works,
            number="04126-000001",
            version="変更-1",
            product=Product.ADVANCE,
            beneficiary=name,
            path="/guarantees/04126-000001",
        ),
        **{
            kind: lambda letter=letter: letter(
                head,
                **common,
                lines=m.ActLines(
                    what="認証キーの再発行",
                    result="新しい認証キーを発行しました。以前の認証キーは使えません。",
                    number="04126-000001",
                    **works,
                ),
                path="/guarantees/04126-000001",
            )
            for kind, letter in (("act_carried_out", m.act_carried_out), ("act_rejected", m.act_rejected))
        },
        "change_acknowledged": lambda: m.change_acknowledged(
            head,
            **common,
            **works,
            number="04126-000001",
            version="変更-1",
            agency=name,
            at=NOON,
            path="/guarantees/04126-000001",
        ),
        "watch_opened": lambda: m.watch_opened(
            head,
            **common,
            **works,
            what=WatchKind.INTERIM_POSSIBLE,
            number_label="保証契約番号",
            number="04126-000001",
            path="/guarantees/04126-000001/interim",
            by=date(2026, 12, 1),
        ),
        "invoice_issued": lambda: m.invoice_issued(
            head,
            **common,
            number="S04126-000001",
            month=date(2026, 11, 1),
            by=date(2026, 12, 21),
            path="/invoices/1",
        ),
        "payment_reminder": lambda: m.payment_reminder(
            head,
            **common,
            number="S04126-000001",
            paper="一括納付請求書",
            by=date(2026, 12, 21),
            path="/invoices/1",
        ),
        "registration_received": lambda: m.registration_received(head, **common, **receipt, path="/r/t"),
        "registration_verify": lambda: m.registration_verify(head, **common, **token),
        "registration_returned": lambda: m.registration_returned(
            head, **common, **receipt, items=[name, "電話番号"], path="/r/t"
        ),
        "registration_refused": lambda: m.registration_refused(head, **common, **receipt, path="/r/status"),
    }


def _matter(work: str, agency: str) -> messages.BondMatter:
    return messages.BondMatter(
        branch=BRANCH, to=TO, receipt_number=RECEIPT, agency=agency, work_name=work, path="/bid-bonds/1"
    )
