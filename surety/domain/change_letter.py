"""The text to the branch about a changed works contract: for FAX, mail or the telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surety.domain.change_case import Answer
from surety.domain.contract_facts import ContractFacts, Difference
from surety.domain.dates import format_wareki
from surety.domain.parties import Office
from surety.domain.price_change import ChangeNeed
from surety.domain.products import WorkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Who writes to whom about which contract: the contract `before` the change, a JST date, the writer's name and phone."""

    office: Office
    written_on: date
    work_kind: WorkKind
    before: ContractFacts
    writer: str
    phone: str
    message: str = ""


def change_letter(facts: LetterFacts, *, differences: Sequence[Difference], answers: Sequence[Answer]) -> str:
    """The whole text, line by line; no key stands in it."""
    is_needed = any(answer.need is ChangeNeed.NEEDED for answer in answers)
    wish = (
        "保証契約の変更の手続きをお願いします。必要な書類をお知らせください。"
        if is_needed
        else "保証契約の変更が必要かどうか、お知らせください。"
    )
    numbers = [f"　{answer.number}（{answer.product.label}）：{answer.need.label}" for answer in answers]
    changes = [f"　{_called(each)}：{each.before} → {each.after}" for each in differences]
    lines = [
        format_wareki(facts.written_on),
        f"{facts.office.name}　御中" + (f"（FAX {facts.office.fax}）" if facts.office.fax else ""),
        "",
        "請負契約の変更について",
        "",
        f"次のとおり請負契約の内容が変わります。{wish}",
        "",
        f"契約者：{facts.before.joint_venture or facts.before.contractor}",
        f"発注者：{facts.before.beneficiary}",
        f"{facts.work_kind.name_label}：{facts.before.work_name}",
        "",
        "変わるところ（変更前 → 変更後）",
        *changes,
        "",
        "保証契約番号と、画面で確認した変更の要否",
        *numbers,
    ]
    if facts.message:
        lines += ["", "連絡事項", facts.message]
    return "\n".join([*lines, "", f"ご連絡先：{facts.writer}　TEL {facts.phone}"])


def _called(difference: Difference) -> str:
    return f"{difference.label}（{difference.number}）" if difference.number else difference.label
