"""The facts by which an agency is known: its names, where it is, and the code in its address."""

import re
from dataclasses import dataclass

from surety.domain.agency_kinds import AgencyKind
from surety.domain.errors import RuleViolation

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
MAX_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFacts:
    """An agency as the directory lists it; `beneficiary_name` is its head as printed beside 被保証者.

    Raises RuleViolation naming the field for a code that no address can hold.
    """

    code: str
    name: str
    name_kana: str
    beneficiary_name: str
    prefecture: str
    kind: AgencyKind

    def __post_init__(self) -> None:
        if len(self.code) > MAX_CODE or not _CODE.fullmatch(self.code):
            raise RuleViolation(
                "agency.code",
                "発注者コードは、英小文字で始まる英小文字・数字・ハイフンで入力してください（例：mihon-shi）",
                field="code",
            )
