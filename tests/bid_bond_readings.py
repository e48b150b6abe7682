"""A whole 契約保証予約申込 as texts, and what it is judged against, for tests that need no database."""

from datetime import date

from surety.domain.bid_bond_checks import BondGround

TODAY = date(2026, 11, 28)
TEXTS = {
    "agency_id": "1",
    "work_kind": "works",
    "work_number": "第0021号",
    "work_name": "市道〇〇線橋梁補修工事",
    "bid_on": "令和8年12月10日",
    "bid_price": "50,000,000",
    "ratio": "10",
    "amount": "5,000,000",
    "award_on": "令和8年12月15日",
    "valid_until": "令和9年1月31日",
    "advance_plan": "planned",
    "payment_method": "bank_transfer",
    "bill_to": "〇〇建設株式会社",
    "branch_id": "1",
}
GROUND = BondGround(knows_agency=True, branch_ids=frozenset({1}), has_monthly_account=False, today=TODAY)
