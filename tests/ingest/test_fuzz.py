"""Whatever the bytes are, the answer is a report or a refusal; and a damaged form is never read wrong in silence."""

import random
from pathlib import Path

import pytest

from surety.ingest.refusal import Refusal
from surety.ingest.registrations import read_registration
from tests.ingest.hostile_files import SHEET, STRINGS
from tests.ingest.workbooks import good_form, parts_of, repacked

FROM_LIBREOFFICE = (
    Path(__file__).parent / "files" / "libreoffice-own-form.xlsx"
).read_bytes()  # has shared strings
TOKENS = [
    b"<c ",
    b"</c>",
    b"<v>",
    b'r="',
    b"<row",
    b't="s"',
    b"<mergeCell ",
    b"&amp;",
    b"\x00",
    b"\xff",
    b"<!--",
    b"]]>",
    b'"',
    b">",
    b"9" * 30,
    b"-1",
]


@pytest.mark.parametrize("seed", range(30))
def test_flipped_bytes_give_a_report_or_a_refusal(seed: int):
    chance = random.Random(seed)
    data = bytearray(good_form())
    for _ in range(chance.choice((1, 3, 20))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    answer = read_registration(bytes(data), filename="x.xlsx")
    assert isinstance(answer, Refusal) or answer.fields


@pytest.mark.parametrize("seed", range(40))
def test_broken_xml_gives_a_report_or_a_refusal(seed: int):
    chance = random.Random(1000 + seed)
    name = chance.choice(
        (
            SHEET,
            STRINGS,
            "xl/workbook.xml",
            "xl/styles.xml",
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
        )
    )
    content = parts_of(FROM_LIBREOFFICE)[name]
    at = chance.randrange(len(content))
    token = chance.choice(TOKENS)
    changed = content[:at] + token + content[at + chance.choice((0, 1, len(token))) :]
    answer = read_registration(repacked(FROM_LIBREOFFICE, {name: changed}), filename="x.xlsx")
    assert isinstance(answer, Refusal) or answer.fields


@pytest.mark.parametrize("name", sorted(parts_of(good_form())))
def test_a_missing_part_gives_a_report_or_a_refusal(name: str):
    answer = read_registration(repacked(good_form(), {name: None}), filename="x.xlsx")
    assert isinstance(answer, Refusal) or answer.fields
