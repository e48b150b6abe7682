"""Every paper: one A4 page, fonts embedded, text extractable exactly as typed, never half right."""

import io
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from surety.documents.errors import DocumentTooLong, UnprintableDocument
from surety.documents.kinds import DocumentKind
from surety.documents.renderer import printable_or_missing, render_document
from surety.documents.samples import sample_context
from surety.domain.certificate import CertificateContent
from surety.domain.key_notice import KeyNoticeContent
from surety.domain.products import CertificateKind, Product
from tests.documents.reading import fonts_of, joined, pages_of, text_of, word_boxes

A4 = (595, 842)
RARE = "髙﨑㈱①𠮷"


def certificate(**changes: Any) -> CertificateContent:
    sample = sample_context(DocumentKind.CERTIFICATE)
    assert isinstance(sample, CertificateContent)
    return replace(sample, **changes)


def key_notice(**changes: Any) -> KeyNoticeContent:
    sample = sample_context(DocumentKind.KEY_NOTICE)
    assert isinstance(sample, KeyNoticeContent)
    return replace(sample, **changes)


def _top(box: tuple[float, float, float, float]) -> float:
    return box[1]


def fill(words: str, length: int) -> str:
    return (words * length)[:length]


def longest_certificate() -> CertificateContent:
    """The longest of everything the forms admit, on the certificate with most rows and marks."""
    sample = certificate()
    return certificate(
        kind=CertificateKind.CHANGE,
        change_number=12,
        works_name=fill("市道平川東部中央幹線道路改良（舗装補修・側溝整備、橋梁架替を含む）工事その", 120),
        principal=replace(
            sample.principal,
            name=fill("〇〇建設総合開発エンジニアリング株式会社", 60),
            address=fill("青森県平川市〇〇町〇〇丁目〇〇番〇〇号〇〇ビルディング", 80),
            representative_title=fill("代表取締役社長執行役員", 20),
            representative_name=fill("見本　太郎", 30),
        ),
        joint_venture=fill("〇〇・△△・□□特定建設工事共同企業体", 60),
        beneficiary=fill("〇〇県知事〇〇地域整備部長", 60),
        depository_bank=fill("〇〇銀行信用金庫", 40),
        depository_branch=fill("××支店営業部", 40),
    )


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_paper_is_one_a4_page_in_japanese_with_its_title_and_author(kind: DocumentKind) -> None:
    reader = PdfReader(io.BytesIO(render_document(kind, sample_context(kind))))
    assert len(reader.pages) == 1
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == A4
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.author == "サンプル建設業保証株式会社"
    assert reader.trailer["/Root"]["/Lang"] == "ja"


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_font_is_embedded_with_its_unicode_map(kind: DocumentKind, tmp_path: Path) -> None:
    fonts = fonts_of(render_document(kind, sample_context(kind)), tmp_path)
    assert fonts
    assert all(font[1:] == ["yes", "yes", "yes"] for font in fonts), fonts


@pytest.mark.parametrize("kind", DocumentKind)
def test_nothing_stands_outside_the_margins(kind: DocumentKind, tmp_path: Path) -> None:
    data = render_document(kind, sample_context(kind))
    boxes = [box for box in word_boxes(data, tmp_path) if box[3] - box[1] < 100]  # without the watermark
    assert min(box[0] for box in boxes) > 40
    assert max(box[2] for box in boxes) < A4[0] - 40
    assert min(box[1] for box in boxes) > 25
    assert max(box[3] for box in boxes) < A4[1] - 25


@pytest.mark.parametrize("kind", ["certificate", "key_notice", "registration_notice", "premium_statement"])
def test_the_frame_of_the_specimen_mark_stands_clear_of_the_line_below_it(kind: str, tmp_path: Path) -> None:
    data = render_document(kind, sample_context(kind))
    mark, below = sorted((box for box in word_boxes(data, tmp_path) if box[3] - box[1] < 100), key=_top)[:2]
    assert below[1] - mark[3] > 12


def test_the_registration_notice_calls_the_id_as_the_login_page_does(tmp_path: Path) -> None:
    text = joined(
        text_of(render_document("registration_notice", sample_context("registration_notice")), tmp_path)
    )
    assert "利用者ID" in text
    assert "ログインID" not in text
    # Any case is read; the paper may not say otherwise.
    assert "大文字・小文字、全角・半角は問いません。" in text


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_same_content_gives_the_same_bytes(kind: DocumentKind) -> None:
    assert render_document(kind, sample_context(kind)) == render_document(kind, sample_context(kind))


def test_every_word_of_the_certificate_can_be_copied_out_as_it_stands(tmp_path: Path) -> None:
    content = certificate(is_sample=False)
    text = joined(text_of(render_document("certificate", content), tmp_path))
    expected = [
        content.issued_label,
        content.title + content.title_product,
        content.handling_mark,
        content.oath,
        *content.notes,
        content.copy_line,
        content.guarantor.address,
        content.guarantor.name,
        content.guarantor.representative,
        *content.office.lines(),
        *(value for _, value in content.strip()),
    ]
    for row in content.rows():
        expected += [row.label, row.note, *row.lines]
    assert [words for words in expected if words not in text] == []


def test_every_word_of_the_key_notice_can_be_copied_out_as_it_stands(tmp_path: Path) -> None:
    content = key_notice(is_sample=False)
    text = joined(text_of(render_document("key_notice", content), tmp_path))
    expected = [
        f"{content.contractor}　様",
        content.words.title,
        content.opening,
        content.words.request,
        *content.words.ways,
        content.words.effect,
        content.words.questions,
        content.guarantee_number,
        "-".join(content.key_groups),
        content.agency_request,
        content.viewer_url,
        *content.office_lines,
    ]
    for label, note, value in content.rows():
        expected += [label, note, value]
    assert [words for words in expected if words not in text] == []


def test_rare_kanji_and_wide_blanks_come_out_as_real_unicode(tmp_path: Path) -> None:
    sample = certificate()
    principal = replace(sample.principal, name=f"{RARE}建設", representative_name="見本　太郎 𠮷田")
    data = render_document("certificate", certificate(principal=principal, works_name=f"工事　{RARE}"))
    text = text_of(data, tmp_path)
    assert f"{RARE}建設" in text
    assert "見本　太郎 𠮷田" in text
    assert f"工事　{RARE}" in text
    assert f"{RARE}建設" in PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert any("SuretyGaiji" in font[0] for font in fonts_of(data, tmp_path))


def test_a_sign_no_font_has_is_named_instead_of_printed() -> None:
    with pytest.raises(UnprintableDocument) as refusal:
        render_document("certificate", certificate(works_name="道路改良\U0001f6a7工事\u0e01"))
    assert refusal.value.signs == ("\U0001f6a7", "\u0e01")
    assert "「\U0001f6a7」" in refusal.value.message


@pytest.mark.parametrize("sign", ["\x00", "\n", "\t", "\u200b", "\U000e0100", "\ufffd", "\ue000"])
def test_invisible_and_private_signs_are_refused(sign: str) -> None:
    assert printable_or_missing(f"工事{sign}名") == (sign,)


def test_kanji_of_japanese_names_can_be_printed() -> None:
    assert printable_or_missing("髙﨑德濵邉邊齋齊桒𠮷栁瀨神祥福塚隆吞㐂草彅琢喆堯槇遙瑤") == ()


def test_markup_in_a_name_is_only_text(tmp_path: Path) -> None:
    name = "<b>工事</b> & <img src='x'/> {{ doc }}"
    text = joined(text_of(render_document("certificate", certificate(works_name=name)), tmp_path))
    assert name in text


def test_the_longest_certificate_is_one_page_with_every_value_whole() -> None:
    content = longest_certificate()
    data = render_document("certificate", content)
    text = joined(PdfReader(io.BytesIO(data)).pages[0].extract_text())
    assert pages_of(data) == 1
    for row in content.rows():
        for line in row.lines:
            assert line in text


def test_the_longest_key_notice_is_one_page_and_its_key_keeps_its_size(tmp_path: Path) -> None:
    longest = longest_certificate()
    content = key_notice(
        works_name=longest.works_name,
        contractor=longest.principal.name,
        joint_venture=longest.joint_venture,
        agency=longest.beneficiary,
        product=Product.INTERIM,
        version_label="変更-12",
    )
    data = render_document("key_notice", content)
    assert pages_of(data) == 1
    sizes: list[float] = []

    def note_size(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if content.key_groups[0] in text:
            sizes.append(size)

    PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=note_size)
    assert sizes == [20]


@pytest.mark.parametrize("kind", [DocumentKind.REGISTRATION_NOTICE, DocumentKind.PREMIUM_STATEMENT])
def test_the_other_papers_hold_the_longest_names_on_one_page(kind: DocumentKind) -> None:
    context = sample_context(kind)
    longest = {
        "contractor": fill("〇〇建設総合開発株式会社", 60),
        "agency": fill("〇〇県知事〇〇地域整備部長", 60),
        "works_name": fill("市道〇〇線道路改良（舗装補修を含む）工事", 120),
    }
    names = {field.name for field in fields(context)}
    changes: dict[str, Any] = {name: value for name, value in longest.items() if name in names}
    if "addressee" in names:
        changes["addressee"] = replace(
            context.addressee, company=longest["contractor"], address=fill("〇〇県〇〇市〇〇町", 80)
        )
    assert pages_of(render_document(kind, replace(context, **changes))) == 1


def test_the_blank_form_lists_two_dozen_branches_on_its_page() -> None:
    form = sample_context(DocumentKind.REGISTRATION_FORM)
    assert pages_of(render_document("registration_form", replace(form, branches=form.branches * 6))) == 1


def test_what_cannot_fit_one_page_is_refused_with_the_papers_name() -> None:
    with pytest.raises(DocumentTooLong, match="保証証書（前払金保証） 04125-000001"):
        render_document("certificate", certificate(works_name="工" * 3000))


def test_a_cell_is_never_shrunk_below_its_type_size() -> None:
    """The engine's habit: 7,500 characters came out unreadably small on one page, without an error."""
    with pytest.raises(DocumentTooLong):
        render_document("certificate", certificate(works_name="工" * 7500))


def test_only_a_sample_carries_the_watermark(tmp_path: Path) -> None:
    sample = text_of(render_document("certificate", certificate(is_sample=True)), tmp_path)
    real = text_of(render_document("certificate", certificate(is_sample=False)), tmp_path)
    assert sample.splitlines()[:2] == ["見", "本"]
    assert "保証の効力はありません" in joined(sample)
    assert real.splitlines()[0] == "令和7年12月5日"
    assert "保証の効力はありません" not in joined(real)


def test_a_change_is_marked_below_the_title(tmp_path: Path) -> None:
    text = text_of(
        render_document("certificate", certificate(kind=CertificateKind.CHANGE, change_number=3)), tmp_path
    )
    lines = text.splitlines()
    assert lines.index("変更-3") == lines.index("保証証書（前払金保証）") + 1


def test_the_file_is_dated_by_its_content() -> None:
    data = render_document("certificate", certificate(issued_on=date(2025, 12, 5)))
    metadata = PdfReader(io.BytesIO(data)).metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == date(2025, 12, 5)


def test_secrets_stay_out_of_what_a_log_would_show() -> None:
    assert "Z28Y" not in repr(key_notice())
    notice = sample_context(DocumentKind.REGISTRATION_NOTICE)
    assert is_dataclass(notice)
    assert notice.initial_password not in repr(notice)


def test_a_context_of_another_paper_is_refused() -> None:
    with pytest.raises(TypeError):
        render_document("certificate", key_notice())


def test_leaflet_style_keys_say_that_case_matters() -> None:
    assert "大文字と小文字を区別" in key_notice(key_groups=("Z28Y", "UE4J", "3Bux")).key_note
    assert "大文字と小文字" not in key_notice().key_note
