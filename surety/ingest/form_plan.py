"""Where everything stands on our own form: one list of slots on a grid of 24 columns, and the fictitious 記入例."""

from dataclasses import dataclass

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Slot:
    """One block of the form: a label, an input of the field `key`, or a remark. Rows and columns count from 1."""

    key: str
    row: int
    left: int
    right: int
    look: str = "input"
    text: str = ""
    height: int = 0
    rows: int = 1

    @property
    def bottom(self) -> int:
        """The last row of the block."""
        return self.row + self.rows - 1


def _label(text: str, row: int, left: int, right: int, *, required: bool = False, height: int = 0) -> Slot:
    return Slot(
        "", row, left, right, "required" if required else "label", f"{text}＊" if required else text, height
    )


def _section(text: str, row: int) -> Slot:
    return Slot("", row, 1, COLUMNS, "section", text, 21)


def _head() -> list[Slot]:
    return [
        Slot("example", 1, 1, 6, "example", "記入例", 20),
        Slot("", 1, 20, 24, "corner", "様式 第{version}版"),
        Slot("", 2, 1, 24, "title", "{service}　利用申請書", 42),
        Slot("", 3, 1, 24, "note", "", 8),
        Slot("", 4, 1, 12, "text", "{guarantor}　御中", 28),
        _label("申請日", 4, 13, 16, required=True),
        Slot("applied_on", 4, 17, 24),
        Slot("", 5, 1, 24, "text", "利用規約に同意のうえ、次のとおり利用を申請します。", 26),
        Slot(
            "",
            6,
            1,
            24,
            "note",
            "＊の付いた青い見出しの欄は、必ずご記入ください。文字の全角・半角、ハイフンの有無はどちらでもかまいません。",
            16,
        ),
    ]


def _request() -> list[Slot]:
    return [
        _section("1. 申請の内容", 7),
        _label("宛先（営業部・支店）", 8, 1, 5, required=True, height=31),
        Slot("branch", 8, 6, 12),
        _label("申請区分", 8, 13, 16, required=True),
        Slot("request_kind", 8, 17, 24),
        _label("利用規約への同意", 9, 1, 5, required=True, height=31),
        Slot("terms_consent", 9, 6, 12),
        _label("利用規約の版", 9, 13, 16),
        Slot("terms_version", 9, 17, 24, "locked"),
    ]


def _company() -> list[Slot]:
    return [
        _section("2. 会社の情報", 10),
        _label("フリガナ", 11, 1, 5, required=True, height=23),
        Slot("company_kana", 11, 6, 24),
        _label("商号又は名称", 12, 1, 5, required=True, height=36),
        Slot("company_name", 12, 6, 24),
        _label("法人番号", 13, 1, 5, height=31),
        Slot("corporate_number", 13, 6, 12),
        _label("建設業許可番号", 13, 13, 16),
        Slot("permit_number", 13, 17, 24),
        _label("郵便番号", 14, 1, 5, required=True, height=31),
        Slot("postal_code", 14, 6, 12),
        _label("契約者番号", 14, 13, 16),
        Slot("contractor_number", 14, 17, 24),
        _label("所在地", 15, 1, 5, required=True, height=42),
        Slot("address", 15, 6, 24),
        _label("代表者 役職", 16, 1, 5, height=48),
        Slot("representative_title", 16, 6, 10),
        _label("代表者 氏名", 16, 11, 13, required=True),
        Slot("representative_name", 16, 14, 21),
        Slot("", 16, 22, 24, "seal", "㊞"),
        _label("電話番号", 17, 1, 5, required=True, height=31),
        Slot("phone", 17, 6, 12),
        _label("FAX番号", 17, 13, 16),
        Slot("fax", 17, 17, 24),
    ]


def _manager() -> list[Slot]:
    return [
        _section("3. 利用責任者（最初の利用者・管理者になる方）", 18),
        _label("部署", 19, 1, 5, height=31),
        Slot("manager_department", 19, 6, 12),
        _label("役職", 19, 13, 16),
        Slot("manager_title", 19, 17, 24),
        _label("フリガナ", 20, 1, 5, required=True, height=23),
        Slot("manager_kana", 20, 6, 24),
        _label("氏名", 21, 1, 5, required=True, height=36),
        Slot("manager_name", 21, 6, 24),
        _label("メールアドレス", 22, 1, 5, required=True, height=31),
        Slot("mail", 22, 6, 24),
        _label("メールアドレス（確認用）", 23, 1, 5, required=True, height=31),
        Slot("mail_again", 23, 6, 24),
        _label("電子保証発行完了のお知らせ", 24, 1, 5, required=True, height=36),
        Slot("issue_notice", 24, 6, 12),
        Slot(
            "",
            24,
            13,
            24,
            "note",
            "※発行が完了したことを上のアドレスにお知らせします（認証キーは記載しません）。",
        ),
    ]


def _users() -> list[Slot]:
    return [
        _section("4. 追加利用者（ほかにも利用する方がいる場合）", 25),
        _label("No.", 26, 1, 1, height=23),
        _label("営業所", 26, 2, 7),
        _label("氏名", 26, 8, 12),
        _label("メールアドレス", 26, 13, 20),
        _label("役割", 26, 21, 24),
    ]


def _foot() -> list[Slot]:
    return [
        _label("備考", 31, 1, 5, height=64),
        Slot("remarks", 31, 6, 24),
        Slot(
            "",
            32,
            1,
            24,
            "note",
            "※ご記入いただいた情報は、保証のお申し込みとご連絡のためにのみ使用します。押印のうえお送りいただくか、このファイルをウェブの「ご利用申請」からお送りください。",
            26,
        ),
        Slot("", 33, 1, 3, "staff", "弊社使用欄", 20, 2),
        Slot("", 33, 4, 8, "staff", "受付日"),
        Slot("", 33, 9, 14, "staff", "受付番号"),
        Slot("", 33, 15, 20, "staff", "ID"),
        Slot("", 33, 21, 24, "staff", "検印"),
        Slot("", 34, 4, 8, "blank", "", 34),
        Slot("", 34, 9, 14, "blank"),
        Slot("", 34, 15, 20, "blank"),
        Slot("", 34, 21, 24, "blank"),
    ]


PLAN: tuple[Slot, ...] = (*_head(), *_request(), *_company(), *_manager(), *_users(), *_foot())
USER_ROWS = (27, 28, 29, 30)
USER_COLUMNS = (("number", 1, 1), ("office", 2, 7), ("name", 8, 12), ("mail", 13, 20), ("role", 21, 24))

EXAMPLE = {
    "applied_on": "令和8年4月1日",
    "branch": "青森支店",
    "request_kind": "新規",
    "terms_consent": "同意する",
    "company_kana": "マルマルケンセツ",
    "company_name": "〇〇建設株式会社",
    "corporate_number": "5835678256246",
    "permit_number": "02-012345",
    "postal_code": "036-0104",
    "contractor_number": "",
    "address": "青森県平川市〇〇町1番地1",
    "representative_title": "代表取締役",
    "representative_name": "見本　太郎",
    "phone": "017-000-0000",
    "fax": "なし",
    "manager_department": "総務部",
    "manager_title": "課長",
    "manager_kana": "ミホン　ハナコ",
    "manager_name": "見本　花子",
    "mail": "hanako@example.co.jp",
    "mail_again": "hanako@example.co.jp",
    "issue_notice": "希望する",
    "remarks": "押印した書面は別に郵送します。",
}
EXAMPLE_USERS = (
    {"office": "△△営業所", "name": "見本　一郎", "mail": "ichiro@example.co.jp", "role": "担当者"},
)
