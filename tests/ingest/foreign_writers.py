"""Workbooks written by other programs than openpyxl."""

import io
from collections.abc import Mapping
from xml.sax.saxutils import escape

import xlsxwriter

from tests.ingest.workbooks import packed

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsxwriter_workbook(rows: Mapping[str, object]) -> bytes:
    """Written by xlsxwriter, with merged blocks, a Japanese date format and a formula that has its result."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("利用申請書")
    frame = book.add_format({"border": 1})
    era = book.add_format({"num_format": "[$-411]ge.m.d;@"})
    sheet.merge_range("A1:H1", "電子保証　利用申請書", frame)
    for row, (label, value) in enumerate(rows.items(), start=2):
        sheet.merge_range(row, 0, row, 2, label, frame)
        if label == "申請日":
            sheet.merge_range(row, 3, row, 7, "", era)
            sheet.write_number(row, 3, 46113, era)
        elif label == "電話番号":
            sheet.merge_range(row, 3, row, 7, "", frame)
            sheet.write_formula(row, 3, '="017-"&"000-0000"', frame, "017-000-0000")
        else:
            sheet.merge_range(row, 3, row, 7, value, frame)
    book.close()
    return stream.getvalue()


def raw_workbook(rows: Mapping[str, object]) -> bytes:
    """Written by hand: a namespace prefix everywhere, cells without references, texts inline, absolute part names."""
    lines = [["利用申請書"], [], *([label, str(value)] for label, value in rows.items())]
    cells = "".join(
        "<x:row>"
        + "".join(
            f'<x:c t="inlineStr"><x:is><x:t xml:space="preserve">{escape(text)}</x:t></x:is></x:c>'
            for text in line
        )
        + "</x:row>"
        for line in lines
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/><Override PartName="/xl/worksheets/form.xml" ContentType="{kind}worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<x:workbook xmlns:x="{_MAIN}" xmlns:r="{_OFFICE}"><x:sheets><x:sheet name="Form" sheetId="1" r:id="r1"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="/xl/worksheets/form.xml"/><Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>',
        "xl/worksheets/form.xml": f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData>{cells}</x:sheetData></x:worksheet>',
    }  # fmt: skip
    return packed(
        (name, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()) for name, text in parts.items()
    )
