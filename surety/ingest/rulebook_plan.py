"""How the rule book lies in a workbook: one sheet for the agencies and one for each kind of row."""

from surety.domain.rule_fields import FIELDS, FieldType, RuleField
from surety.domain.rule_kinds import RuleKind

AGENCY_SHEET = "発注者"
SHEETS: dict[RuleKind, str] = {
    RuleKind.ACCEPTANCE: "電子保証の受入れ",
    RuleKind.HANDOVER: "認証キーの出し方",
    RuleKind.AMOUNT: "保証できる金額",
    RuleKind.PRICE_CHANGE: "金額変更の定め",
    RuleKind.OVERHEAD: "現場管理費等",
}
# Name in the facts, title in the sheet, most signs.
AGENCY_COLUMNS = (
    ("code", "発注者コード", 40),
    ("name", "発注者の名前", 80),
    ("name_kana", "フリガナ", 120),
    ("beneficiary_name", "被保証者の表示", 80),
    ("prefecture", "都道府県", 8),
    ("kind", "区分", 24),
)
NUMBER, CODE, NAME, WITHDRAWN = "行番号", "発注者コード", "発注者の名前", "取り消す"
WITHDRAW_MARK = "○"
# Before a row's own fields: its number in the book, whose it is, and whether it never was true.
LEADING = (NUMBER, CODE, NAME)
GUIDE = (
    "行番号のある行は、いまの取扱いです。書き換えると「誤りを正す」申出になります。",
    "新しい行は、行番号を空欄にして加えます。発注者コードは「発注者」のシートと同じものを入れます。",
    "取り消す行は、「取り消す」の列に ○ を入れます。シートから行を消しても、取扱いは変わりません。",
)


def columns_of(kind: RuleKind) -> tuple[str, ...]:
    """The titles of a kind's sheet from left to right."""
    return (*LEADING, *(field.label for field in FIELDS[kind]), WITHDRAWN)


def options_of(field: RuleField) -> tuple[str, ...]:
    """The words a cell of this field may hold; none where anything may stand."""
    if field.type is FieldType.FLAG:
        return field.yes_no
    if field.type is FieldType.CHOICE:
        labels = tuple(option.label for option in field.options)
        return (field.blank, *labels) if field.blank else labels
    return ()
