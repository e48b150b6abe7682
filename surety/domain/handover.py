"""How an agency wants the authentication key: channel, address, subject, body, papers."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.products import LabelledEnum, Product, WorkKind

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

PLACEHOLDERS: Mapping[str, str] = {
    "work_number": "工事番号",
    "work_number_digits": "工事番号（数字のみ）",
    "work_number_or_name": "案件番号または案件名",
    "work_name": "工事名",
    "agency": "発注者名",
    "contractor": "受注者名",
    "contact": "担当者名",
    "phone": "電話番号",
    "product": "保証の種類",
    "product_short": "保証の種類（略）",
    "guarantee_number": "保証契約番号",
}

DEFAULT_SUBJECT = "【電子保証】{product} {work_name}"
DEFAULT_BODY = """{agency}
ご担当者様

お世話になっております。
下記の保証について、「認証キーのお知らせ（PDF）」を
添付のとおり提出します。

工事名　　　　{work_name}
工事番号　　　{work_number}
保証の種類　　{product}
保証契約番号　{guarantee_number}
受注者　　　　{contractor}
担当者　　　　{contact}
電話番号　　　{phone}

ご確認をお願いいたします。
"""

DEFAULT_SERVICES_BODY = DEFAULT_BODY.replace("工事名　　　　", "委託業務名　　").replace(
    "工事番号", "業務番号"
)


class Channel(LabelledEnum):
    """The way the key goes to the agency."""

    MAIL = "mail", "電子メール"
    WEB_FORM = "web_form", "申請フォーム"
    UPLOAD = "upload", "電子契約システムへのアップロード"
    FAX = "fax", "ファクス"
    PAPER = "paper", "紙で提出"


def find_bad_placeholder(template: str) -> str:
    """The first {name} of a template that is not in the list, or a brace without its partner; "" for a good one."""
    unknown = next((name for name in _PLACEHOLDER.findall(template) if name not in PLACEHOLDERS), None)
    if unknown is not None:
        return f"{{{unknown}}}"
    return next((sign for sign in _PLACEHOLDER.sub("", template) if sign in "{}"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One way an agency takes the key; `product` None = for all products.

    `address` is a mail address, form URL or FAX number, None where the agency tells it case by
    case; `addressee` is the office. An empty template means that the agency asks for none.
    The span is of the days on which keys are handed over (JST, both ends included).
    Raises ValueError if a template uses an unknown placeholder or the span ends before it begins.
    """

    agency: str
    channel: Channel
    source_url: str
    source_read_on: date
    product: Product | None = None
    address: str | None = None
    addressee: str = ""
    subject_template: str = ""
    body_template: str = ""
    extra_papers: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    notes: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"{self.agency}: valid_from lies after valid_to")
        for template in (self.subject_template, self.body_template):
            if bad := find_bad_placeholder(template):
                raise ValueError(f"{self.agency}: {bad!r} is no placeholder")

    def in_force(self, on: date) -> bool:
        """Whether the agency takes keys this way on a JST date."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverFacts:
    """What is known for the templates; None or "" = not known."""

    product: Product
    agency: str = ""
    contractor: str = ""
    contact: str = ""
    phone: str = ""
    work_name: str = ""
    work_number: str = ""
    guarantee_number: str = ""
    work_kind: WorkKind = WorkKind.WORKS


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledHandOver:
    """A hand-over ready to copy; `missing` names in Japanese what the person still has to add.

    A missing fact stands as 〔工事番号〕 in the text, never as a placeholder.
    """

    channel: Channel
    address: str | None
    addressee: str
    subject: str
    body: str
    extra_papers: tuple[str, ...]
    refuses: tuple[str, ...]
    notes: str
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether it can be sent as it stands."""
        return not self.missing


GENERAL_HANDOVER = HandOver(
    agency="",
    channel=Channel.MAIL,
    subject_template=DEFAULT_SUBJECT,
    notes="提出先は発注者にご確認ください。電子契約システムがある場合は、そこへアップロードします。",
    source_url="案内チラシ「平川市で電子保証が始まります！」（2025年12月）",
    source_read_on=date(2026, 11, 22),
)


def list_handovers(handovers: Sequence[HandOver], *, product: Product, on: date) -> tuple[HandOver, ...]:
    """The ways in which a key of a product is handed over on a JST date, the product's own rows before the rows for all.

    Without any row in force the general one (mail or upload, address to be asked) is returned.
    """
    now = [row for row in handovers if row.in_force(on)]
    own = tuple(row for row in now if row.product is product)
    common = tuple(row for row in now if row.product is None)
    return own or common or (GENERAL_HANDOVER,)


def fill_handover(handover: HandOver, *, facts: HandOverFacts) -> FilledHandOver:
    """Fill subject and body of a hand-over.

    Facts are put in as they are, in one pass: a brace inside a work name is never read as a
    placeholder. A subject is always one line.
    """
    values = _values(facts)
    usual = DEFAULT_SERVICES_BODY if facts.work_kind is WorkKind.SERVICES else DEFAULT_BODY
    body = handover.body_template or (usual if handover.channel is Channel.MAIL else "")
    missing: list[str] = []
    subject = _CONTROLS.sub(" ", _fill(handover.subject_template, values=values, missing=missing)).strip()
    return FilledHandOver(
        channel=handover.channel,
        address=handover.address,
        addressee=handover.addressee,
        subject=subject,
        body=_fill(body, values=values, missing=missing),
        extra_papers=handover.extra_papers,
        refuses=handover.refuses,
        notes=handover.notes,
        missing=tuple(dict.fromkeys(missing)),
    )


def _values(facts: HandOverFacts) -> dict[str, str]:
    digits = "".join(
        sign for sign in unicodedata.normalize("NFKC", facts.work_number) if sign in "0123456789"
    )
    return {
        "work_number": facts.work_number,
        "work_number_digits": digits,
        "work_number_or_name": facts.work_number.strip() or facts.work_name,
        "work_name": facts.work_name,
        "agency": facts.agency,
        "contractor": facts.contractor,
        "contact": facts.contact,
        "phone": facts.phone,
        "product": facts.product.label,
        "product_short": facts.product.short_label,
        "guarantee_number": facts.guarantee_number,
    }


def _fill(template: str, *, values: Mapping[str, str], missing: list[str]) -> str:
    def put(match: re.Match[str]) -> str:
        value = values[match[1]].strip()
        if not value:
            missing.append(PLACEHOLDERS[match[1]])
        return value or f"〔{PLACEHOLDERS[match[1]]}〕"

    return _PLACEHOLDER.sub(put, template)
