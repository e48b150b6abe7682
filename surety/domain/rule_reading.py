"""From fields that could be read to a row of the rule book, or a sentence about what contradicts itself."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal

from surety.domain import contact
from surety.domain.electronic_acceptance import StartPrecision
from surety.domain.errors import RuleViolation
from surety.domain.handover import PLACEHOLDERS, Channel, find_bad_placeholder
from surety.domain.products import Product
from surety.domain.row_codec import from_row
from surety.domain.rule_fields import FIELDS, FieldType
from surety.domain.rule_kinds import SHAPES, Rule, RuleKind, span_fields

Values = Mapping[str, object]


def read_rule(kind: RuleKind, values: Values, *, agency: str, today: date) -> Rule:
    """Build an agency's row from the values of its fields.

    Needs a value for every field of the kind, empty ones as None, "" or (). Raises RuleViolation naming the field.
    """
    _check_required(kind, values)
    _check_span(kind, values)
    _check_source(values, today=today)
    {
        RuleKind.AMOUNT: _check_amount,
        RuleKind.ACCEPTANCE: _check_acceptance,
        RuleKind.HANDOVER: _check_handover,
        RuleKind.PRICE_CHANGE: _check_price_change,
        RuleKind.OVERHEAD: _check_overhead,
    }[kind](values)
    given = {field.name: values[field.name] for field in FIELDS[kind]}
    if kind is RuleKind.HANDOVER:
        given["address"] = values["address"] or None
    try:
        return SHAPES[kind](agency=agency, **given)  # type: ignore[arg-type]  # the fields' types were read by name
    except ValueError as reason:
        raise RuleViolation("rule.contradiction", f"内容をご確認ください（{reason}）") from reason


def values_of(rule: Rule, kind: RuleKind) -> dict[str, object]:
    """The values of a row's fields, as `read_rule` takes them."""
    return {field.name: getattr(rule, field.name) for field in FIELDS[kind]}


def stored_rule(kind: RuleKind, body: object) -> Rule:
    """A row as the rule book stores it. Raises BadRow for anything else."""
    return from_row(SHAPES[kind], body, where=kind.value)


def starting_values(kind: RuleKind, *, today: date) -> dict[str, object]:
    """What a form for a new row begins with: the usual choices, and today as the day of the source."""
    specs = {spec.name: spec for spec in fields(SHAPES[kind])}
    usual = {
        field.name: None if specs[field.name].default is MISSING else specs[field.name].default
        for field in FIELDS[kind]
    }
    return usual | {"source_read_on": today}


def _refuse(field: str, message: str) -> RuleViolation:
    return RuleViolation("rule.contradiction", message, field=field)


def _check_required(kind: RuleKind, values: Values) -> None:
    for field in FIELDS[kind]:
        if field.is_required and values[field.name] in (None, "", (), frozenset()):
            verb = "選んで" if field.type in {FieldType.CHOICE, FieldType.CHOICES} else "入力して"
            raise _refuse(field.name, f"{field.label}を{verb}ください")


def _check_span(kind: RuleKind, values: Values) -> None:
    begin, end = span_fields(kind)
    first, last = values[begin], values[end]
    if isinstance(first, date) and isinstance(last, date) and first > last:
        raise _refuse(end, "「いつまで」は、「いつから」以後の日付で入力してください")


def _check_source(values: Values, *, today: date) -> None:
    read_on = values["source_read_on"]
    if isinstance(read_on, date) and read_on > today:
        raise _refuse("source_read_on", "出典を確認した日は、今日までの日付で入力してください")


def _check_amount(values: Values) -> None:
    ratio, sure = values["ratio_percent"], values["sure_percent"]
    for name in ("ratio_percent", "sure_percent", "total_percent"):
        percent = values[name]
        if isinstance(percent, Decimal) and not 0 < percent <= 100:
            raise _refuse(name, "割合は、0より大きく100以下で入力してください")
    if isinstance(sure, Decimal) and (not isinstance(ratio, Decimal) or sure > ratio):
        raise _refuse("sure_percent", "条件を満たさないときの割合は、割合より小さくしてください")
    if values["total_percent"] is not None and values["product"] is not Product.INTERIM:
        raise _refuse("total_percent", "前払金と合わせた割合は、中間前払金保証だけに入力します")
    if values["cap_yen"] is not None and values["product"] is Product.PERFORMANCE:
        raise _refuse("cap_yen", "契約保証は必要な額を定めるもののため、限度額は空欄にしてください")
    if values["is_uncapped"] and values["cap_yen"] is not None:
        raise _refuse("is_uncapped", "限度額があるときは、「上限なし」の記載を「なし」にしてください")
    if values["is_uncapped"] and (values["product"] is Product.PERFORMANCE or not values["offered"]):
        raise _refuse("is_uncapped", "「上限なし」は、取扱いのある前払金と中間前払金だけに入力します")
    if not values["offered"] and (ratio is not None or values["cap_yen"] is not None):
        field = "ratio_percent" if ratio is not None else "cap_yen"
        raise _refuse(field, "取扱いが「なし」のときは、割合と限度額を空欄にしてください")
    if values["min_days"] is not None and values["min_months"] is not None:
        raise _refuse("min_months", "対象となる期間は、日数か月数のどちらか一方で入力してください")


def _check_acceptance(values: Values) -> None:
    begins = values["accepted_from"]
    if values["start_precision"] is StartPrecision.MONTH and not (
        isinstance(begins, date) and begins.day == 1
    ):
        raise _refuse("accepted_from", "始まりが月までしか分からないときは、その月の1日を入力してください")


def _check_handover(values: Values) -> None:
    for name, label in (("subject_template", "件名"), ("body_template", "本文")):
        if bad := find_bad_placeholder(str(values[name])):
            known = "、".join(f"{{{key}}}" for key in PLACEHOLDERS)
            raise _refuse(name, f"{label}の「{bad}」は使えません。使えるのは {known} です")
    address = values["address"]
    if values["channel"] is Channel.MAIL and address:
        try:
            contact.parse_mail_address(str(address), label="宛先")
        except RuleViolation as unreadable:
            raise _refuse("address", unreadable.message) from None


def _check_price_change(values: Values) -> None:
    line = values["line_percent"]
    if isinstance(line, Decimal) and line <= 100:
        raise _refuse("line_percent", "当初の請負金額に対する割合のため、100より大きい数で入力してください")


def _check_overhead(values: Values) -> None:
    percent = values["percent"]
    if isinstance(percent, Decimal) and not 0 < percent <= 100:
        raise _refuse("percent", "割合は、0より大きく100以下で入力してください")
    if values["older_by_change"] and values["valid_from"] is None:
        raise _refuse(
            "valid_from", "それより前の契約の扱いを決めるため、いつからの取扱いかを入力してください"
        )
