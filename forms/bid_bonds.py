"""契約保証予約申込 as boxes and buttons, and the small forms around it; the domain says what is wrong."""

from collections.abc import Iterable

from forms.base import BaseForm
from forms.choices import ChoiceField, SelectBoxField, TickField
from forms.fields import CodeField, JapaneseDateField, NameField, NotesField, PhoneField, YenField
from forms.underwriting import StepForm
from forms.validators import Required
from surety.domain.application_fields import AdvancePlan
from surety.domain.bid_bond_checks import BondProblem
from surety.domain.bid_bond_draft import BidBondDraft
from surety.domain.bid_bond_fields import BY_NAME, BondRatio
from surety.domain.products import PaymentMethod, WorkKind
from surety.domain.reservation_numbers import parse_reservation_number


class _Typed(dict[str, str]):
    """Texts in the shape WTForms reads."""

    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


class BidBondForm(BaseForm):
    """The page that shows a draft's texts as typed."""

    agency_id = ChoiceField("発注者", [Required()])
    work_kind = ChoiceField("種類", [Required()], options=WorkKind)
    work_number = NameField("案件番号")
    work_name = NameField("案件名", [Required()], max_length=120)
    bid_on = JapaneseDateField("入札日（開札日）", [Required()])
    bid_price = YenField("入札予定金額", [Required()])
    joint_venture_name = NameField("JV名")
    representative = NameField("JVの代表者", max_length=80)
    ratio = ChoiceField("契約保証割合", [Required()], options=BondRatio)
    amount = YenField("予約金額", [Required()])
    award_on = JapaneseDateField("落札予定日", [Required()])
    valid_until = JapaneseDateField("予約の有効期限", [Required()])
    advance_plan = ChoiceField("前払金の予定", [Required()], options=AdvancePlan)
    payment_method = SelectBoxField("予約手数料の支払方法", [Required()], options=PaymentMethod)
    bill_to = NameField("予約手数料の請求先", [Required()], max_length=80)
    branch_id = SelectBoxField("申込送信先", [Required()])
    department = NameField("担当部署")
    job_title = NameField("役職")
    contact_name = NameField("担当者名")
    contact_phone = PhoneField("連絡先電話番号")
    message = NotesField("お客様から弊社への連絡事項", max_length=1000)

    def __init__(
        self, draft: BidBondDraft, *, branches: Iterable[tuple[str, str]], methods: Iterable[PaymentMethod]
    ) -> None:
        super().__init__(_Typed(draft.texts) or None)
        self.branch_id.offer(branches)
        self.payment_method.offer(methods)
        for field in self:
            field.label.text = BY_NAME[field.name].label
            field.errors = []

    def show_problems(self, problems: Iterable[BondProblem], *, with_blanks: bool) -> None:
        """Put the domain's sentences beside the fields; empty boxes are told only when asked."""
        for problem in problems:
            if with_blanks or not problem.is_blank:
                self[problem.field].errors = [problem.message]


class WonForm(BaseForm):
    """落札しました."""

    won_on = JapaneseDateField("落札日", [Required()])
    won_price = YenField("落札金額")


class ConvertForm(BaseForm):
    """契約保証を申し込む."""

    with_advance = TickField("前払金保証もあわせて申し込む")


class BondApprovalForm(StepForm):
    """承認: the underwriter's words for each 要確認."""

    words: tuple[str, ...] = ()

    @classmethod
    def over(cls, notes, *, data, version_id: int) -> "BondApprovalForm":  # type: ignore[no-untyped-def]  # as ApprovalForm.over
        """The form with a box for each 要確認 (`notes`: key → title)."""
        boxes = {key: NameField(f"確認した内容（{title}）", max_length=300) for key, title in notes.items()}
        made: type[BondApprovalForm] = type("BoundBondApprovalForm", (cls,), {**boxes, "words": tuple(notes)})
        return made(data, data={"version_id": version_id})

    @property
    def accepted(self) -> dict[str, str]:
        """The underwriter's words by check."""
        return {key: self[key].data for key in self.words}


class ReservationNumberField(CodeField):
    parse = staticmethod(parse_reservation_number)


class ReservationNumberForm(BaseForm):
    """ピンポイント検索 of the bid bonds' tab."""

    number = ReservationNumberField("予約番号")
