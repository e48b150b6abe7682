"""The words printed on registration forms, ours and others, and how to recognise them."""

import re
import unicodedata
from functools import lru_cache

# Words that name one field wherever they stand.
_FIELDS: dict[str, tuple[str, ...]] = {
    "applied_on": ("申請日", "申込日", "届出日", "申請年月日", "申込年月日", "届出年月日", "記入日", "提出日", "作成日"),
    "branch": (
        "宛先", "宛先(営業部・支店)", "宛先営業部・支店", "営業部・支店", "申込送信先", "取扱店", "取扱支店", "取扱営業部・支店",
        "申込先", "申込先支店", "提出先", "送付先", "支店名", "支店", "担当支店",
    ),
    "request_kind": ("申請区分", "区分", "申込区分", "手続区分", "申請の区分"),
    "terms_consent": ("利用規約への同意", "利用規約", "利用規約の同意", "規約への同意", "規約同意", "利用規約同意", "同意欄"),
    "terms_version": ("利用規約の版", "規約の版", "規約版"),
    "company_kana": ("商号又は名称(フリガナ)", "商号又は名称フリガナ", "商号フリガナ", "商号(フリガナ)", "会社名フリガナ", "会社名(フリガナ)", "社名フリガナ", "商号カナ", "会社名カナ"),
    "company_name": (
        "商号又は名称", "商号または名称", "商号・名称", "商号", "商号又は名称(会社名)", "会社名", "会社名(商号)", "会社名称", "法人名", "法人名称",
        "事業者名", "社名", "貴社名", "御社名", "申請者名", "商号(名称)", "商号名称", "名称",
    ),
    "corporate_number": ("法人番号", "法人番号(13桁)", "法人番号13桁", "法人マイナンバー"),
    "permit_number": ("建設業許可番号", "許可番号", "建設業の許可番号", "建設業許可", "大臣・知事許可番号", "建設業許可番号(大臣・知事)"),
    "contractor_number": ("契約者番号", "お客さま番号", "お客様番号", "顧客番号", "契約者コード"),
    "postal_code": ("郵便番号", "〒", "所在地郵便番号", "〒番号"),
    "address": ("所在地", "住所", "本店所在地", "本社所在地", "会社所在地", "所在地(住所)", "住所(所在地)", "会社住所", "郵便番号・所在地", "郵便番号・住所", "〒・所在地", "〒・住所", "主たる営業所の所在地"),
    "representative_both": (
        "代表者職氏名", "代表者役職・氏名", "代表者役職氏名", "代表者職・氏名", "代表者職名氏名", "代表者職名・氏名", "代表者の職氏名",
        "代表者氏名(役職)", "代表者(役職・氏名)", "代表者(職氏名)",
    ),
    "representative_title": ("代表者役職", "代表者職名", "代表者の役職", "代表者役職名"),
    "representative_name": ("代表者氏名", "代表者名", "代表者の氏名"),
    "phone": ("電話番号", "電話", "TEL", "TEL番号", "連絡先電話番号", "代表電話", "代表電話番号", "会社電話番号", "電話番号(代表)", "電話番号(TEL)"),
    "fax": ("FAX番号", "FAX", "ファックス", "ファクス", "ファックス番号", "ファクシミリ", "FAX番号(代表)"),
    "manager_department": ("利用責任者部署", "担当部署", "担当者部署", "利用責任者部署名", "利用責任者所属", "担当者所属"),
    "manager_title": ("利用責任者役職", "担当者役職", "利用責任者職名", "担当者職名"),
    "manager_kana": ("利用責任者フリガナ", "担当者フリガナ", "利用責任者氏名フリガナ", "担当者名フリガナ", "利用責任者(フリガナ)", "担当者氏名(フリガナ)", "利用責任者氏名(フリガナ)"),
    "manager_name": ("利用責任者氏名", "担当者氏名", "担当者名", "管理責任者氏名", "利用責任者名", "責任者氏名", "ご担当者名"),
    "mail": ("メールアドレス", "E-mail", "Email", "E-mailアドレス", "電子メールアドレス", "電子メール", "メール", "Mail", "担当者メールアドレス", "利用責任者メールアドレス", "eメール", "連絡先メールアドレス"),
    "mail_again": (
        "メールアドレス(確認用)", "メールアドレス(確認)", "メールアドレス確認", "メールアドレス確認用", "メールアドレス(再入力)", "メールアドレス(もう一度)",
        "E-mail(確認用)", "E-mail(確認)", "確認用メールアドレス", "メール(確認用)", "メール(確認)", "メールアドレス(再)", "メールアドレス(再度)",
    ),
    "issue_notice": ("電子保証発行完了のお知らせ", "発行完了のお知らせ", "発行完了お知らせ", "電子保証(認証キー)発行完了のお知らせ", "お知らせメール", "発行完了通知"),
    "remarks": ("備考", "連絡事項", "備考欄", "その他", "その他連絡事項", "通信欄", "備考・連絡事項"),
}  # fmt: skip

# Words whose field depends on where they stand.
_CONTEXTUAL: dict[str, tuple[str, ...]] = {
    "kana": ("フリガナ", "カナ", "(フリガナ)", "氏名フリガナ", "氏名(フリガナ)", "シメイ"),
    "title": ("役職", "職名", "役職名", "職", "肩書"),
    "name": ("氏名", "名前", "お名前", "利用者氏名", "利用者名"),
    "both": ("職氏名", "役職・氏名", "役職氏名", "職・氏名", "職名・氏名"),
    "department": ("部署", "部署名", "所属", "所属部署", "部課名", "部署・課", "所属部署名"),
    "office": ("営業所", "営業所名", "営業所等", "所属営業所", "営業所・部署"),
    "role": ("役割", "権限", "利用区分", "利用権限"),
    "representative": ("代表者",),
    "manager": ("利用責任者", "担当者", "管理責任者", "責任者", "ご担当者", "利用責任者(管理者)", "利用責任者情報", "担当者情報"),
    "users": ("追加利用者", "利用者一覧", "追加利用者一覧", "営業所ごとの利用者", "追加の利用者"),
    "staff": ("弊社使用欄", "当社使用欄", "会社使用欄", "事務処理欄", "弊社記入欄", "当社記入欄", "弊社処理欄", "使用欄"),
    "staff_item": ("受付日", "受付番号", "受付印", "受付", "ID", "利用者ID", "登録日", "登録番号", "処理日", "検印", "係印", "担当印"),
    "row_number": ("No.", "No", "番号", "#"),
}  # fmt: skip

GROUPS = frozenset({"representative", "manager", "users"})

_ORNAMENTS = re.compile(r"^[■●◆◇□○▼▲★・.。*※【〔\[]+|[】〕\]*※:。]+$")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}[.)、．]?|\([0-9]{1,2}\)|第[0-9]{1,2}[.、])")
_REQUIRED = re.compile(r"[(\[【]?(?:必須|任意|要押印|代表者印|実印|押印)[)\]】]?$|\(?印\)?$")
_PARENTHESES = re.compile(r"\([^()]*\)")
_NOTE = re.compile(
    r"^[(\[〈<【「]?(?:例[):：)】」〉>\]]|例$|例 |\(例|記入例|記載例|入力例|ex[.:)]|※|注[)意:1-9]|\*[^*])",
    re.I,
)
_SEAL = re.compile(r"\(?(?:印|代表者印|代表印|実印|職印|社印|押印)\)?")


@lru_cache(maxsize=4096)
def concept_of(text: str) -> str | None:
    """The field or contextual word that a printed label stands for; None for any other text."""
    if len(text) > 60:
        return None
    folded = fold(text)
    return _VOCABULARY.get(folded) or _VOCABULARY.get(_PARENTHESES.sub("", folded))


def inline_value(text: str) -> tuple[str, str] | None:
    """Split "電話番号：017-000-0000" into the label's concept and the value; None where there is no such pair."""
    wide = text.replace(":", "：")
    label, colon, value = wide.partition("：")
    if not colon or not value.strip() or len(label) > 30:
        return None
    concept = concept_of(label)
    return (concept, text[len(label) + 1 :].strip()) if concept else None


def is_field(concept: str) -> bool:
    """Whether the concept is a field of its own wherever it stands."""
    return concept in _FIELDS


def is_note(text: str) -> bool:
    """Whether a text is a sample, a remark or the place of the seal, never a value: 例）…, ※…, （記入例）…, ㊞"""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return _NOTE.match(narrow) is not None or _SEAL.fullmatch(narrow) is not None


def fold(text: str) -> str:
    """A label without blanks, widths, ornaments, numbering, seal marks and 必須."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    folded = _NUMBERING.sub("", folded)
    for _ in range(2):
        folded = _REQUIRED.sub("", _ORNAMENTS.sub("", folded))
    folded = (
        folded.replace("ふりがな", "フリガナ").replace("カタカナ", "フリガナ").replace("E-メール", "E-mail")
    )
    return folded.upper()


def _vocabulary() -> dict[str, str]:
    words: dict[str, str] = {}
    for table in (_CONTEXTUAL, _FIELDS):
        for concept, labels in table.items():
            words.update((fold(label), concept) for label in labels)
    words.pop("", None)
    return words


_VOCABULARY = _vocabulary()
