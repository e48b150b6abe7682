"""The ways people take through the service, step by step; any kind of visitor can walk them."""

import re
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import expect

from surety import clock
from surety.demo import cast
from surety.demo.cases import CONTRACT_COPY
from surety.domain.dates import format_wareki
from tests.e2e.visitors import Visitor

# The leaflet's figures.
PRICE, ADVANCE, PERFORMANCE = "50,000,000", "20,000,000", "5,000,000"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a contractor hands to the agency."""

    number: str
    key: str


def begin_application(visitor: Visitor) -> None:
    """From the menu to the empty form."""
    visitor.follow(
        "保証を申し込む", inside=visitor.page.get_by_role("navigation", name=re.compile("メニュー"))
    )
    visitor.press("新しく申し込む")
    visitor.sees_heading("保証申込の作成（新規）")


def choose_agency(visitor: Visitor, words: str = "平川市") -> None:
    """Search the directory and take the first agency that it finds."""
    visitor.write("agency_words", words)
    visitor.press("さがす")
    found = visitor.page.locator('[name="agency_id"]').first
    expect(found).to_be_attached()
    visitor.choose("agency_id", found.get_attribute("value") or "")


def fill_in_members(visitor: Visitor) -> None:
    """The rows of a JV of two, of which the first is there; saved, so that the page says what they add up to."""
    visitor.write("member1_share", "60")
    visitor.write("member2_name", cast.SECOND_COMPANY)
    visitor.write("member2_address", "青森県〇〇市△△町0丁目0番0号")
    visitor.write("member2_share", "40")
    visitor.press("一時保存")
    visitor.sees("請負金額と一致しています")
    visitor.sees("出資割合の合計は 100% です。")


def fill_in_works(visitor: Visitor, *, name: str, agency: str = "平川市", copy: bool = True) -> None:
    """請負工事の情報, with the leaflet's 請負金額."""
    signed = clock.today() - timedelta(days=2)
    choose_agency(visitor, agency)
    visitor.write("work_number", "第0100号")
    visitor.write("work_name", name)
    visitor.write("work_place", "平川市〇〇地内")
    visitor.write("price", PRICE)
    visitor.write("period_from", format_wareki(signed + timedelta(days=1)))
    visitor.write("period_to", format_wareki(signed + timedelta(days=110)))
    visitor.write("contracted_on", format_wareki(signed))
    if copy:
        visitor.attach("contract_copy", CONTRACT_COPY)
        visitor.press("選んだファイルを添付する")
        visitor.sees("contract_copy.pdf")
    visitor.press("次の項目へ進む")


def fill_in_guarantees(visitor: Visitor) -> None:
    """保証の申込内容: both guarantees, electronic, with the leaflet's amounts."""
    visitor.tick("advance_applies")
    visitor.choose("advance_form", "electronic")
    visitor.write("advance_amount", ADVANCE)
    visitor.write("advance_deposit_bank", "〇〇銀行 ××支店")
    visitor.choose("advance_redeposit", "not_used")
    visitor.tick("performance_applies")
    visitor.choose("performance_form", "electronic")
    visitor.write("performance_amount", PERFORMANCE)


def send(visitor: Visitor) -> str:
    """From その他 over the confirm page to the receipt number."""
    visitor.press("申込確認へ進む")
    visitor.sees_heading("申込内容の確認")
    visitor.tick("declares")
    visitor.press("この内容で送信する")
    visitor.sees_heading("申込を送信しました")
    return visitor.page.locator(".receipt").inner_text().strip()


def apply(visitor: Visitor, *, work_name: str) -> str:
    """The whole application, from the menu to the receipt number."""
    begin_application(visitor)
    fill_in_works(visitor, name=work_name)
    fill_in_guarantees(visitor)
    visitor.press("次の項目へ進む")
    return send(visitor)


def open_contract(visitor: Visitor, *, work_name: str, kind: str = "前払") -> None:
    """保証契約一覧: search by 工事名, then the detail of the guarantee of this kind."""
    visitor.go("/home")
    visitor.follow("保証契約一覧", inside=visitor.page.get_by_role("navigation", name=re.compile("メニュー")))
    visitor.write("words", work_name)
    visitor.press("検索する")
    kinds = visitor.page.locator('td[data-l="保証種類"]', has_text=kind)
    row = visitor.page.get_by_role("row").filter(has_text=work_name).filter(has=kinds)
    visitor.follow(re.compile("^詳細"), inside=row)
    visitor.sees_heading(work_name)


def show_key(visitor: Visitor) -> Pair:
    """On the contract's page: number and key in clear."""
    visitor.press("認証キーを表示する")
    box = visitor.page.locator(".keybox")
    expect(box.locator("dd.key")).to_have_text(re.compile(r"^[2-9A-Z]{4}\s+[2-9A-Z]{4}\s+[2-9A-Z]{4}$"))
    return Pair(
        box.locator("dd.no").inner_text().strip(), "-".join(box.locator("dd.key").inner_text().split())
    )


def check_certificate(visitor: Visitor, pair: Pair) -> None:
    """The agency's way: number and key, typed apart."""
    visitor.go("/verify")
    visitor.write("number", pair.number)
    visitor.write("key", pair.key)
    visitor.press("証書を確認する")
    expect(visitor.page.locator("main")).to_contain_text(pair.number)
