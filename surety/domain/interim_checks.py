"""審査の確認項目 of a 中間前払金保証, besides those of every guarantee."""

from collections.abc import Iterator

from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.products import Product
from surety.domain.underwriting_checks import CaseFacts, Check, Mark


def check_interim(case: CaseFacts) -> tuple[Check, ...]:
    """The 前払金保証 behind it, half of the 工期, and the agency's 認定調書."""
    return (*_advance(case), _recognition(case))


def _advance(case: CaseFacts) -> Iterator[Check]:
    advance, ledger = case.advance, "保証契約の台帳"
    if advance is None or not advance.is_in_force:
        yield _check("advance", "前払金保証", Mark.BAD, "有効な前払金保証がありません。", ledger)
        return
    words = f"前払金保証（{advance.number}、{format_yen(advance.amount_yen)}円）が有効です。"
    yield _check("advance", "前払金保証", Mark.OK, words, ledger)
    period, first = case.reading.works.work_kind.period_label, format_wareki(advance.first_day)
    if case.today < advance.first_day:
        words = f"{period}の半分が過ぎるのは{first}です。認定調書の内容と日付を確認してください。"
        yield _check("half", f"{period}の経過", Mark.CHECK, words, ledger)
    else:
        yield _check("half", f"{period}の経過", Mark.OK, f"{first}に、半分が過ぎています。", ledger)


def _recognition(case: CaseFacts) -> Check:
    papers = case.recognition_reports
    if papers:
        words = f"{papers}件添付されています。発注者名、{case.reading.works.work_kind.name_label}、認定日を見比べてください。"
        return _check("recognition", "認定調書", Mark.OK, words, "添付ファイル")
    return _check("recognition", "認定調書", Mark.BAD, "添付がありません。", "添付ファイル")


def _check(code: str, title: str, mark: Mark, reason: str, source: str) -> Check:
    return Check(code=code, title=title, mark=mark, reason=reason, source=source, product=Product.INTERIM)
