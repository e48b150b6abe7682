"""The pages of a 保証申込 as boxes and buttons; the domain says what is wrong with what they hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import FileField

from forms.base import BaseForm
from forms.choices import ChoiceField, SelectBoxField, TickField
from forms.fields import JapaneseDateField, MailField, NameField, NotesField, PhoneField, YenField
from forms.validators import Required
from forms.works_rows import ROW_LABELS, add_rows
from surety.domain.application_checks import Problem
from surety.domain.application_draft import NO, YES, Draft
from surety.domain.application_fields import BY_NAME, AdvancePlan, Section, label_of
from surety.domain.products import CertificateForm, PaymentMethod, Product, Redeposit, WorkKind

_WISH = [(YES, "希望する"), (NO, "希望しない")]
_NO_WISH_FIRST = [(NO, "希望しない"), (YES, "希望する")]


class _Typed(dict[str, str]):
    """Texts in the shape WTForms reads."""

    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


class SectionForm(BaseForm):
    """A page that shows a draft's texts as typed, with the labels of the kind of work."""

    def __init__(self, draft: Draft, *, work_kind: WorkKind = WorkKind.WORKS) -> None:
        super().__init__(_Typed(draft.texts) or None)
        for field in self:
            if field.name in BY_NAME:
                field.label.text = label_of(field.name, work_kind=work_kind)
            if field.name in ROW_LABELS:
                field.label.text = ROW_LABELS[field.name]
            field.errors = []

    def show_problems(self, problems: Iterable[Problem], *, with_blanks: bool) -> None:
        """Put the domain's sentences beside this page's fields; empty boxes are told only when asked."""
        for problem in problems:
            if problem.field in self and (with_blanks or not problem.is_blank):
                self[problem.field].errors = [problem.message]


class WorksForm(SectionForm):
    agency_id = ChoiceField("発注者", [Required()])
    work_kind = ChoiceField("種類", [Required()], options=WorkKind)
    work_number = NameField("工事番号")
    work_name = NameField("工事名", [Required()], max_length=120)
    work_place = NameField("工事場所", max_length=120)
    price = YenField("請負金額", [Required()])
    period_from = JapaneseDateField("工期の始まり", [Required()])
    period_to = JapaneseDateField("工期の終わり", [Required()])
    contracted_on = JapaneseDateField("請負契約日")
    announced_on = JapaneseDateField("入札公告日")
    notified_on = JapaneseDateField("指名通知日")
    is_low_bid = TickField("低入札")
    joint_venture_name = NameField("JV名")


add_rows(WorksForm)


class GuaranteesForm(SectionForm):
    advance_applies = TickField("前払金保証を申し込む")
    advance_form = ChoiceField("保証証書の形式", [Required()], options=CertificateForm)
    advance_year_base = SelectBoxField("今年度対象額とする年度", [Required()])
    advance_fiscal_year_amount = YenField("今年度対象額")
    advance_amount = YenField("前払金保証金額", [Required()])
    advance_deposit_bank = NameField("預託金融機関", [Required()], max_length=80)
    advance_redeposit = ChoiceField("再預託利用区分", [Required()], options=Redeposit)
    advance_payment_method = SelectBoxField("支払方法", [Required()], options=PaymentMethod)
    advance_bill_to = NameField("請求先", [Required()], max_length=80)
    advance_paper_statement = ChoiceField("保証料計算書（紙）", [Required()], options=_NO_WISH_FIRST)
    interim_applies = TickField("中間前払金保証を申し込む")
    interim_form = ChoiceField("保証証書の形式", [Required()], options=CertificateForm)
    interim_amount = YenField("中間前払金保証金額", [Required()])
    interim_recognition = FileField("認定調書", [Required()])
    interim_deposit_bank = NameField("預託金融機関", [Required()], max_length=80)
    interim_redeposit = ChoiceField("再預託利用区分", [Required()], options=Redeposit)
    interim_payment_method = SelectBoxField("支払方法", [Required()], options=PaymentMethod)
    interim_bill_to = NameField("請求先", [Required()], max_length=80)
    interim_paper_statement = ChoiceField("保証料計算書（紙）", [Required()], options=_NO_WISH_FIRST)
    performance_applies = TickField("契約保証を申し込む")
    performance_form = ChoiceField("保証証書の形式", [Required()], options=CertificateForm)
    performance_advance_plan = ChoiceField("前払金の予定", [Required()], options=AdvancePlan)
    performance_amount = YenField("契約保証金額", [Required()])
    performance_payment_method = SelectBoxField("支払方法", [Required()], options=PaymentMethod)
    performance_bill_to = NameField("請求先", [Required()], max_length=80)
    performance_paper_statement = ChoiceField("保証料計算書（紙）", [Required()], options=_NO_WISH_FIRST)

    def offer(
        self, product: Product, *, forms: Sequence[CertificateForm], methods: Sequence[PaymentMethod]
    ) -> None:
        """Leave only the forms of certificate and the ways of paying that this application may have."""
        self[f"{product.value}_form"].offer(forms)
        self[f"{product.value}_payment_method"].offer(methods)
        for name in ("form", "payment_method"):
            field: Any = self[f"{product.value}_{name}"]
            field.errors = []


class OtherForm(SectionForm):
    branch_id = SelectBoxField("申込送信先", [Required()])
    wants_issue_mail = ChoiceField("電子保証発行完了のお知らせ", [Required()], options=_WISH)
    issue_mail_address = MailField("メールアドレス")
    department = NameField("担当部署")
    job_title = NameField("役職")
    contact_name = NameField("担当者名")
    contact_phone = PhoneField("連絡先電話番号")
    message = NotesField("お客様から弊社への連絡事項", max_length=1000)


FORMS: Mapping[Section, type[SectionForm]] = {
    Section.WORKS: WorksForm,
    Section.GUARANTEES: GuaranteesForm,
    Section.OTHER: OtherForm,
}
