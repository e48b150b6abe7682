"""The bank's list: what is read, what is refused, and that nothing is half read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surety.ingest import bank_columns
from surety.ingest.bank_file import BankList, RowProblem, read_bank_file
from surety.ingest.refusal import Refusal
from tests.worked_tables import worked_tables

TODAY = date(2026, 12, 25)
LIST = """口座番号,普通 0000000
期間,2026/12/01～2026/12/25

日付,お支払金額,お預り金額,摘要,摘要内容,差引残高
2026/12/21,,"55,000",振込,ｶ)ﾏﾙﾏﾙｹﾝｾﾂ,"1,055,000"
2026/12/21,"3,300",,手数料,,"1,051,700"
R8.12.22,,７３２０円,振込,サンカクドボク（カ,"1,059,020"
,,,合計,,
"""


def read(content: bytes | str) -> object:
    return read_bank_file(content.encode() if isinstance(content, str) else content, today=TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_usual_list_in_every_usual_encoding(encoding: str) -> None:
    found = read(LIST.replace("～", "-").encode(encoding))
    assert isinstance(found, BankList), found
    assert [(one.row, one.paid_on, one.amount, one.payer, one.note) for one in found.deposits] == [
        (5, date(2026, 12, 21), 55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ", "振込"),
        (7, date(2026, 12, 22), 7_320, "サンカクドボク（カ", "振込"),
    ]
    assert (found.withdrawals, found.passed_over) == (1, 1)


@pytest.mark.parametrize(
    "heading, row",
    [
        ("取引日,入出金区分,取引金額,取引内容", "20261221,入金,55000,カ）マルマル"),
        ("操作日(年),操作日(月),操作日(日),入金金額(円),出金金額(円),摘要", "2026,12,21,55000,,カ）マルマル"),
        ("勘定日,入金,出金,振込依頼人名", "08.12.21,\\55000,-,カ）マルマル"),
        ("勘定日,入金,出金,振込依頼人名", "26-12-21,*55000,0,カ）マルマル"),
        ("年月日,お引出し,お預入れ,お取引内容", "令和8年12月21日,,¥55000,カ）マルマル"),
    ],
)
def test_banks_name_and_write_things_differently(heading: str, row: str) -> None:
    found = read(f"{heading}\n{row}\n")
    assert isinstance(found, BankList), found
    (deposit,) = found.deposits
    assert (deposit.paid_on, deposit.amount, deposit.payer) == (date(2026, 12, 21), 55_000, "カ）マルマル")


@pytest.mark.parametrize(
    "row, word",
    [
        ("2026/12/32,,55000,振込,カ）マルマル,", "日付"),
        ("2026/12/26,,55000,振込,カ）マルマル,", "先の日"),
        ("99.12.21,,55000,振込,カ）マルマル,", "日付"),
        ("2026/12/21,,五万円,振込,カ）マルマル,", "入金額"),
        ("2026/12/21,,,振込,カ）マルマル,", "入金額も出金額も"),
        ("2026/12/21,,-55000,振込,カ）マルマル,", "入金額"),
        ('2026/12/21,,55000,振込,"=HYPERLINK(""http://x"")",', "計算式"),
        ("2026/12/21,,55000,振込,@SUM(A1),", "計算式"),
        ("2026/12/21,,55000,振込,-2+3+cmd,", "計算式"),
        ("2026/12/21,,55000,振込,＝Ａ１,", "計算式"),
        (f"2026/12/21,,55000,振込,{'ア' * 1001},", "多すぎ"),
    ],
)
def test_one_bad_row_refuses_the_list_and_is_named(row: str, word: str) -> None:
    found = read(LIST + row + "\n")
    assert isinstance(found, tuple)
    (problem,) = found
    assert isinstance(problem, RowProblem)
    assert problem.row == 9
    assert word in problem.message


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04rest", "not_csv"),
        (b"%PDF-1.7", "not_csv"),
        (b"\x89PNG\r\n", "not_csv"),
        (LIST.encode("utf-16"), "utf16"),
        (LIST.replace("～", "-").encode("euc_jp"), "euc_jp"),
        (LIST.encode().replace(b"1,055,000", b"1\x00055,000"), "nul"),
        (b"<html><body>", "markup"),
        (b"\xff\xfd\x81", "encoding"),
        ("こんにちは\n".encode(), "no_headings"),
        (b"a,b,c\n1,2,3\n", "no_headings"),
        ('日付,入金額,出金額,摘要\n"2026/12/21,1,,x\n'.encode(), "no_headings"),
        ("日付,入金額,出金額,摘要\n2026/12/21,,300,手数料\n".encode(), "no_deposit"),
        (("日付,入金額,出金額,摘要\n" + "2026/12/21,1,,ア\n" * 5_100).encode(), "too_many_rows"),
        (b"x" * (2 * 1024 * 1024 + 1), "file_too_large"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content: bytes, code: str) -> None:
    found = read(content)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert found.message.endswith("。")
    assert found.what_to_do.endswith("。")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    assert isinstance(read(content), BankList | Refusal | tuple)


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_no_row_breaks_the_reader(day: str, amount: str, payer: str) -> None:
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in (day, amount, "", payer))
    found = read(f"日付,入金額,出金額,摘要\n{row}\n".encode("utf-8", "replace"))
    assert isinstance(found, BankList | Refusal | tuple)


def transfer_records(*, ends: str = "\r\n", total: int = 62_320) -> bytes:
    header = "1010" + "081225" + "081221" * 2 + "0000" + f"{'X':149}X"
    data = [
        f"2{number:06d}081221081221{amount:010d}{0:010d}{'':10}{payer:<48}{'':15}{'':15}0{'':20}"
        for number, (amount, payer) in enumerate([(55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"), (7_320, "ｻﾝｶｸﾄﾞﾎﾞｸ(ﾕ")], start=1)
    ]
    trailer = f"8{2:06d}{total:012d}{0:06d}{0:012d}"
    return ends.join(record.ljust(200) for record in (header, *data, trailer, "9")).encode("cp932")


def account_records() -> bytes:
    header = "1030" + "081225" + "081221" * 2
    data = [
        f"2{1:08d}081221081221{way}11{amount:012d}{0:012d}{0:06d}{0:06d}{0:01d}{0:07d}{0:03d}{'':10}{payer:<48}"
        f"{'':15}{'':15}{'ﾌﾘｺﾐ':<20}{'':20}"
        for way, amount, payer in (("1", 55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"), ("2", 3_300, ""))
    ]
    trailer = f"8{1:06d}{55_000:013d}{1:06d}{3_300:013d}"
    return "\r\n".join(record.ljust(200) for record in (header, *data, trailer, "9")).encode("cp932")


@pytest.mark.parametrize("ends", ["\r\n", "\n", ""])
def test_the_banks_fixed_records_of_transfers(ends: str) -> None:
    found = read(transfer_records(ends=ends))
    assert isinstance(found, BankList), found
    assert found.layout == "全銀協 振込入金通知"
    assert [(one.paid_on, one.amount, one.payer) for one in found.deposits] == [
        (date(2026, 12, 21), 55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ"),
        (date(2026, 12, 21), 7_320, "ｻﾝｶｸﾄﾞﾎﾞｸ(ﾕ"),
    ]


def test_the_banks_fixed_records_of_an_account() -> None:
    found = read(account_records())
    assert isinstance(found, BankList), found
    assert [(one.amount, one.payer, one.note) for one in found.deposits] == [(55_000, "ｶ)ﾏﾙﾏﾙｹﾝｾﾂ", "ﾌﾘｺﾐ")]
    assert found.withdrawals == 1


@pytest.mark.parametrize(
    "content, code",
    [
        (transfer_records(total=62_321), "trailer"),
        (transfer_records()[: 202 * 3], "no_trailer"),
        (transfer_records().replace(b"9" + b" " * 199, b"9" * 201), "record_length"),
    ],
)
def test_records_that_were_cut_or_touched_are_refused(content: bytes, code: str) -> None:
    found = read(content)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_records_with_bad_digits_or_a_reversal_name_their_row() -> None:
    for old, new in ((b"0000055000", b"00000X5000"), (b"0" + b" " * 20 + b" " * 52, b"1" + b" " * 72)):
        found = read(transfer_records().replace(old, new, 1))
        assert isinstance(found, tuple)
        assert found[0].row == 2


def test_the_headings_are_those_of_the_rules() -> None:
    (table,) = [found for found in worked_tables("accounts-monthly.md") if "headings understood" in found[0]]
    written = {row["column"]: row["headings understood"] for row in table}
    for column, names in (
        ("day", bank_columns.DAY),
        ("deposit", bank_columns.DEPOSIT),
        ("withdrawal", bank_columns.WITHDRAWAL),
        ("payer", bank_columns.PAYER),
    ):
        assert written[column].split("; ")[0].split(" — ")[0].split(", ") == list(names)
