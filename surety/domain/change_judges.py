"""What each changed fact means for a guarantee.

必要 and 不要 are said only where a source says so; where the sources are silent the answer is 支店に確認.
"""

from collections.abc import Callable
from datetime import date

from surety.domain.agency_rules import Verdict
from surety.domain.change_case import ChangeCase, Finding, Ground
from surety.domain.contract_facts import Fact
from surety.domain.coverage import guaranteed_until
from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.price_change import ChangeNeed, judge_price_change
from surety.domain.products import Product

Judge = Callable[[ChangeCase], Finding]
# Rows of the certificate that no source connects with the guarantee's validity.
_SHOWN = (
    Fact.WORK_NAME,
    Fact.BENEFICIARY,
    Fact.CONTRACTOR,
    Fact.REPRESENTATIVE,
    Fact.ADDRESS,
    Fact.JOINT_VENTURE,
)


def judge_case(case: ChangeCase, *, changed: frozenset[Fact], today: date) -> tuple[Finding, ...]:
    """A finding for each of the `changed` facts that concerns the guarantee. `today` is the JST date."""
    is_performance = case.covered.product is Product.PERFORMANCE
    judges: tuple[tuple[set[Fact], Judge], ...] = (
        ({Fact.PRICE}, _price_of_performance if is_performance else _price_of_payment),
        ({Fact.PAID}, _payment_beside_performance if is_performance else _payment),
        ({Fact.YEAR_AMOUNT}, _year_amount),
        ({Fact.PERIOD_FROM, Fact.PERIOD_TO}, _period_of_performance if is_performance else _period_of_payment),
        ({Fact.MEMBERS}, _members),
    )  # fmt: skip
    findings = [judge(case) for facts, judge in judges if facts & changed]
    findings += [_shown(case, fact) for fact in _SHOWN if fact in changed]
    if findings and today > case.covered.until:
        findings.insert(0, _over(case))
    return tuple(findings)


def _price_of_payment(case: ChangeCase) -> Finding:
    label = case.covered.work_kind.price_label
    if case.after.price < case.covered.before.price and case.paid_now > 0:
        judgement = case.judge(case.paid_now)
        if judgement.verdict is not Verdict.WITHIN:
            return Finding(
                subject=label,
                need=ChangeNeed.ASK,
                reason=f"変更後の{label}に対して、{case.payment}が多くなります。{judgement.sentence}"
                "超えた額を30日以内に返すよう定めている発注者があり、その基準は発注者により異なります。",
                ground=Ground.EXCESS,
            )
    return Finding(
        subject=label,
        need=ChangeNeed.NOT_NEEDED,
        reason=f"{label}だけの変更は、この保証契約の効力に影響しません。変更の手続きはいりません。",
        ground=Ground.PRICE_NOTE,
    )


def _price_of_performance(case: ChangeCase) -> Finding:
    label, line = case.covered.work_kind.price_label, case.covered.price_rule
    judgement = case.judge(case.covered.amount)
    is_enough = judgement.verdict is Verdict.WITHIN
    if line is not None and line.line_percent is not None:
        need, sentence = judge_price_change(
            line, first_yen=case.covered.first_price, changed_yen=case.after.price
        )
        if need is ChangeNeed.NEEDED and is_enough:
            need, sentence = ChangeNeed.ASK, f"{sentence}ただし、保証金額は{judgement.sentence}"
        return Finding(
            subject=label,
            need=need,
            reason=sentence,
            ground=Ground.AGENCY_LINE,
            source_url=line.source_url,
        )
    if is_enough:
        return Finding(
            subject=label,
            need=ChangeNeed.NOT_NEEDED,
            reason=f"{label}だけの変更は、この保証契約の効力に影響しません。保証金額は、変更後の{label}に対して"
            f"{judgement.sentence}",
            ground=Ground.PRICE_NOTE,
        )
    return Finding(
        subject=label,
        need=ChangeNeed.ASK,
        reason=f"変更後の{label}に対して、保証金額が{judgement.sentence}"
        f"発注者（{case.covered.agency}）が契約保証の増額を求めることがあります。求める基準は発注者により異なります。",
        ground=Ground.LEAST_AMOUNT,
        source_url=line.source_url if line else "",
    )


def _period_of_performance(case: ChangeCase) -> Finding:
    label, until, ends = case.covered.work_kind.period_label, case.covered.until, case.after.period_to
    if ends > until:
        return Finding(
            subject=label,
            need=ChangeNeed.NEEDED,
            reason=f"{label}の終わり（{format_wareki(ends)}）が、保証期限（{format_wareki(until)}）を過ぎます。"
            f"契約保証の期間は、{label}を含んでいなければなりません。",
            ground=Ground.COVERS_PERIOD,
        )
    return Finding(
        subject=label,
        need=ChangeNeed.ASK,
        reason=f"{label}は保証期限（{format_wareki(until)}）までに収まりますが、証書に記載の{label}とは違ってきます。"
        "このときに証書を変更するかどうか、支店にご確認ください。",
        ground=Ground.SILENT,
    )


def _period_of_payment(case: ChangeCase) -> Finding:
    covered = case.covered
    label, until = covered.work_kind.period_label, covered.until
    due = guaranteed_until(
        covered.product,
        starts_on=covered.starts_on,
        period_to=case.after.period_to,
        has_fiscal_year_amount=covered.number in case.covered.before.year_amounts,
        in_fiscal_year=covered.fiscal_year,
    )
    if due > until:
        reason = (
            f"{label}の終わりが保証期限（{format_wareki(until)}）を過ぎます。"
            f"{covered.product.label}の保証期限を延ばす手続きが必要かどうか、支店にご確認ください。"
        )
    else:
        reason = (
            f"保証期限（{format_wareki(until)}）は過ぎませんが、証書に記載の{label}とは違ってきます。"
            "このときに証書を変更するかどうか、支店にご確認ください。"
        )
    return Finding(subject=label, need=ChangeNeed.ASK, reason=reason, ground=Ground.SILENT)


def _payment(case: ChangeCase) -> Finding:
    amount, now = case.covered.amount, case.paid_now
    subject = f"{case.payment}額"
    if now > amount:
        judgement = case.judge(now)
        caution = "" if judgement.verdict is Verdict.WITHIN else f"ただし、{judgement.sentence}"
        return Finding(
            subject=subject,
            need=ChangeNeed.NEEDED,
            reason=f"{case.payment}（{format_yen(now)}円）が、保証金額（{format_yen(amount)}円）を超えます。"
            f"追加の{case.payment}を請求する前に、保証金額を増やす変更が必要です。{caution}",
            ground=Ground.MORE_ADVANCE,
        )
    if now == 0:
        reason = f"{case.payment}を受けないことになったときの保証契約の扱いを、支店にご確認ください。"
    else:
        reason = (
            f"{case.payment}が、保証金額（{format_yen(amount)}円）より少なくなります。保証金額を減らすかどうか、"
            "支店にご確認ください。減らしたときは、変更後の証書を直ちに発注者へ提出します。"
        )
    return Finding(subject=subject, need=ChangeNeed.ASK, reason=reason, ground=Ground.SILENT)


def _payment_beside_performance(case: ChangeCase) -> Finding:
    if case.loses_advance:
        return Finding(
            subject=Fact.PAID.label,
            need=ChangeNeed.ASK,
            reason="契約保証は、前払金を受ける契約でお引き受けする保証です。前払金を受けないことになったときの扱いを、"
            "支店にご確認ください。",
            ground=Ground.RIDER,
        )
    label = case.covered.work_kind.price_label
    return Finding(
        subject=Fact.PAID.label,
        need=ChangeNeed.NOT_NEEDED,
        reason=f"契約保証の金額は{label}に対して定められ、前払金の額によっては変わりません。",
        ground=Ground.LEAST_AMOUNT,
    )


def _year_amount(case: ChangeCase) -> Finding:
    judgement = case.judge(case.paid_now) if case.paid_now > 0 else None
    return Finding(
        subject=Fact.YEAR_AMOUNT.label,
        need=ChangeNeed.ASK,
        reason="今年度対象額だけが変わったときに保証契約を変更するかどうか、支店にご確認ください。"
        + (f"{case.payment}は、変更後の今年度対象額に対して、{judgement.sentence}" if judgement else ""),
        ground=Ground.SILENT,
    )


def _members(case: ChangeCase) -> Finding:  # noqa: ARG001 - every judge takes the case
    return Finding(
        subject=Fact.MEMBERS.label,
        need=ChangeNeed.ASK,
        reason="共同企業体の構成員が変わるときの手続きを、支店にご確認ください。",
        ground=Ground.SILENT,
    )


def _shown(case: ChangeCase, fact: Fact) -> Finding:
    label = fact.label_for(case.covered.work_kind)
    return Finding(
        subject=label,
        need=ChangeNeed.ASK,
        reason=f"証書に記載の{label}と違ってきます。証書の表示を変える手続きが必要かどうか、支店にご確認ください。",
        ground=Ground.SILENT,
    )


def _over(case: ChangeCase) -> Finding:
    return Finding(
        subject="保証期限",
        need=ChangeNeed.ASK,
        reason=f"保証期限（{format_wareki(case.covered.until)}）を過ぎています。過ぎた後に変更できるかどうか、"
        "支店にご確認ください。",
        ground=Ground.SILENT,
    )
