"""Every other list at 1,000 and at 1,000,000 guarantees with all that stands behind them: `python -m bench.lists`.

Whole pages as the WSGI server asks for them, for a company that holds half of everything, its branch, and the head office.
Goal: at a million a page costs at most 1.3 of what it costs at a thousand, on both databases.
"""

import sys
import tempfile
from pathlib import Path

from bench.full_history import fill_history
from bench.issuing_writers import open_application
from bench.kills import databases
from bench.results import Result, show
from bench.site import LARGE, SMALL, Site, compare
from surety.security.permissions import Role

_DAY = "2023-10-01"
_AT = f"{_DAY}T00:00:00%2B00:00~1"
# Fewer than elsewhere: there are 160 pages.
_ROUNDS = 3
# What `StatementPlace` writes of that day.
_STATED = "738794_999999999"

COMPANY_PAGES = {
    "ホーム": "/home",
    "表紙": "/",
    "保証を申し込む": "/applications",
    "手続状況": "/applications/status",
    "手続状況, the middle": "/applications/status?before={half}",
    "手続状況, 修正のお願い": "/applications/status?stand=returned",
    "手続状況, 受付・審査中": "/applications/status?stand=in_review",
    "手続状況, 審査済み": "/applications/status?stand=decided",
    "手続状況, 審査済み, the middle": "/applications/status?stand=decided&before={half}",
    "手続状況, 取下げ": "/applications/status?stand=withdrawn",
    "入札ボンド": "/bid-bonds",
    "入札ボンド, the middle": "/bid-bonds?before={half}",
    "入札ボンド, 発行済み": "/guarantees?tab=bid_bond",
    "入札ボンド, 発行済み, the middle": f"/guarantees?tab=bid_bond&before={_DAY}_999999999",
    "入札ボンド, period": "/guarantees?tab=bid_bond&since=2023-04-01&until=2024-03-31",
    "入札ボンド, words": "/guarantees?tab=bid_bond&words=道路",
    "入札ボンド, words, none": "/guarantees?tab=bid_bond&words=空港",
    "変更の申込": "/changes",
    "変更の申込, the middle": "/changes?before={twentieth}",
    "計算書": "/statements",
    "計算書, the middle": f"/statements?before={_STATED}",
    "計算書, 未納": "/statements?state=unpaid",
    "計算書, 納付済み": "/statements?state=paid",
    "計算書, 返還済み": "/statements?state=done",
    "計算書, product": "/statements?product=interim",
    "計算書, kind": "/statements?kind=refund",
    "計算書, period": "/statements?since=2023-04-01&until=2024-03-31",
    "請求書": "/invoices",
    "請求書, 未納": "/invoices?standing=unpaid",
    "請求書, 期限超過": "/invoices?standing=overdue",
    "請求書, 納付済み": "/invoices?standing=paid",
    "請求書, 取消": "/invoices?standing=cancelled",
    "見守り": "/watch",
    "見守り, あとで": "/watch?tab=aside",
}
DESK_PAGES = {
    "受付ボード": "/desk",
    **{
        f"申込, {queue}": f"/desk/applications?queue={queue}"
        for queue in ("new", "review", "returned", "payment", "issue")
    },
    "申込, next page": "/desk/applications?queue=payment&after=2026-03-31T00:00:00%2B00:00~1",
    **{
        f"入札ボンド, {queue}": f"/desk/bid-bonds?queue={queue}"
        for queue in ("new", "review", "returned", "payment", "issue", "issued")
    },
    "入札ボンド, issued, the middle": f"/desk/bid-bonds?queue=issued&after={_AT}",
    **{f"変更, {queue}": f"/desk/changes?queue={queue}" for queue in ("new", "review", "returned", "issue")},
    "変更の連絡": "/desk/change-notices",
    "手続き": "/desk/acts",
    "手続き, 済み": "/desk/acts?tab=done",
    "手続き, 済み, the middle": "/desk/acts?tab=done&after={twentieth}",
    "返還": "/desk/refunds",
    "返還, 返還済み": "/desk/refunds?tab=done",
    "返還, 返還済み, the middle": "/desk/refunds?tab=done&after={twentieth}",
    "メール": "/desk/mails",
    "メール, the middle": "/desk/mails?before={half}",
    "メール, 対応が必要": "/desk/mails?view=attention",
    "メール, 送信待ち": "/desk/mails?view=waiting",
    "メール, 送信済み": "/desk/mails?view=sent",
    "メール, a part, long ago": "/desk/mails?recipient=rare",
    "メール, a whole address": "/desk/mails?recipient=rare500@example.co.jp",
    "メール, a part of every address": "/desk/mails?recipient=person",
    "メール, a part of none": "/desk/mails?recipient=nobody",
    "保証契約": "/desk/guarantees",
    "保証契約, product": "/desk/guarantees?product=interim",
    "保証契約, company": "/desk/guarantees?company=〇〇建設",
    "保証契約, company, product": "/desk/guarantees?company=〇〇建設&product=interim",
    "保証契約, period": "/desk/guarantees?since=2023-04-01&until=2024-03-31",
    **{
        f"利用申請, {queue}": f"/desk/registrations?queue={queue}"
        for queue in ("new", "review", "returned", "notice", "closed")
    },
    "利用申請, closed, the middle": "/desk/registrations?queue=closed&after={twentieth}",
    "与信": "/desk/credit",
    "見守り": "/desk/watch",
    "見守り, あとで": "/desk/watch?tab=aside",
    "検索, 受付番号": "/desk/search?words=R20260310-100500",
    "検索, 保証契約番号": "/desk/search?words=10000-000100",
    "検索, company": "/desk/search?words=〇〇建設",
    "検索, fifty companies": "/desk/search?words=土木",
    "検索, 工事名": "/desk/search?words=市道1号線道路改良工事",
    "締め": "/desk/billing",
    "締め, an old month": "/desk/billing?month=2023-10",
    "請求書": "/desk/billing/invoices",
    "請求書, the middle": "/desk/billing/invoices?before={twentieth}",
    **{
        f"請求書, {standing}": f"/desk/billing/invoices?standing={standing}"
        for standing in ("unpaid", "overdue", "paid", "cancelled")
    },
    "入金待ち": "/desk/billing/overdue",
    "一括納付の取扱い": "/desk/billing/agreements",
}


def measure(name: str) -> list[Result]:
    """Both sizes on one kind of database, as each of the three sees them."""
    with tempfile.TemporaryDirectory() as folder, databases(name) as first, databases(name) as second:
        small = Site(open_application(first[name], Path(folder)), rows=SMALL, filling=fill_history)
        large = Site(open_application(second[name], Path(folder)), rows=LARGE, filling=fill_history)
        print(
            f"{name}: {LARGE:,} guarantees with their history filled in within {large.filled_in:.0f} s",
            flush=True,
        )
        results = compare_all(name, small, large)
        for site in (small, large):
            site.close()
    return results


def compare_all(name: str, small: Site, large: Site) -> list[Result]:
    """The pages of a company, of its branch, and of the head office."""
    results = [compare(name, COMPANY_PAGES, small, large, what="a company's list", rounds=_ROUNDS)]
    for whose, branch_id in (("a branch's list", small.branch_id), ("the head office's list", None)):
        for site in (small, large):
            site.log_in(Role.STAFF_ADMIN, branch_id=branch_id)
        results.append(compare(name, DESK_PAGES, small, large, what=whose, rounds=_ROUNDS))
    return results


def main() -> list[Result]:
    return [result for name in sys.argv[1:] or ("sqlite", "postgresql") for result in measure(name)]


if __name__ == "__main__":
    raise SystemExit(not show(main()))
