"""電子保証にかかる「認証キー」のお知らせ: the words of the paper that carries a key to the agency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from surety.domain.dates import format_wareki
from surety.domain.money import format_yen
from surety.domain.products import Product, WorkKind

CURRENT_NOTICE_WORDING = "2025-12"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNoticeWording:
    """One version of the notice's sentences. `{viewer}` is the name of the agencies' service."""

    title: str
    opening: str
    request: str
    ways: tuple[str, ...]
    effect: str
    questions: str
    key_note: str
    agency_title: str
    agency_request: str
    sample_line: str


# Source of the first version: the leaflet of 平川市, panel ⑤, with the names of the services as settings.
NOTICE_WORDINGS: Mapping[str, KeyNoticeWording] = {
    "2025-12": KeyNoticeWording(
        title="電子保証にかかる「認証キー」のお知らせ",
        opening="電子証書を「{viewer}」に掲載しましたので、お知らせします。",
        request="つきましては、お客様にて下記内容をご確認いただき、次のいずれかの方法でこのPDFファイルを発注者様にご提出ください。",
        ways=("① 電子契約システムへのアップロード", "② 電子メールに添付して送信"),
        effect=(
            "電子保証のご利用にあたっては、発注者様への「保証契約番号」と「認証キー」のご提出をもって、"
            "前払金請求手続（前払金保証）、又は請負契約締結手続（契約保証）が完了いたします。"
        ),
        questions="ご不明な点がございましたら、当社の営業部・支店までお問い合わせください。",
        key_note="入力するときは、ハイフンや空白はあってもなくてもかまいません。",
        agency_title="発注者様へのお願い",
        agency_request=(
            "「{viewer}」で、上記の「保証契約番号」と「認証キー」を入力し、電子証書を閲覧ください。"
        ),
        sample_line="見本：このお知らせは操作の確認のために作成したもので、保証の効力はありません。",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNoticeContent:
    """Everything printed on a key notice.

    `key_groups` is the key in its shown groups (XXXX, XXXX, XXXX); it stays out of repr() so that no log can hold it.
    `contractor` is the company the notice is addressed to, for a joint venture its representative. Amounts are yen.
    """

    issued_on: date
    contractor: str
    joint_venture: str
    agency: str
    work_kind: WorkKind
    works_name: str
    product: Product
    version_label: str
    guaranteed_amount: int
    guarantee_number: str
    key_groups: tuple[str, ...] = field(repr=False)
    guarantor: str
    office_name: str
    office_phone: str
    office_hours: str
    viewer_name: str
    viewer_url: str
    is_sample: bool
    wording: str = CURRENT_NOTICE_WORDING

    @property
    def words(self) -> KeyNoticeWording:
        """The sentences of this notice's wording version."""
        return NOTICE_WORDINGS[self.wording]

    @property
    def issued_label(self) -> str:
        """令和7年12月5日."""
        return format_wareki(self.issued_on)

    @property
    def sample_line(self) -> str:
        """Says that a sample binds nobody; empty for a real notice."""
        return self.words.sample_line if self.is_sample else ""

    @property
    def opening(self) -> str:
        """The first sentence, with the viewer's name."""
        return self.words.opening.format(viewer=self.viewer_name)

    @property
    def agency_request(self) -> str:
        """What the agency is asked to do."""
        return self.words.agency_request.format(viewer=self.viewer_name)

    @property
    def office_lines(self) -> tuple[str, str]:
        """Whom the agency can ask, and when."""
        hours = f"（{self.office_hours}）" if self.office_hours else ""
        return (f"お問い合わせ先　{self.guarantor}　{self.office_name}", f"電話　{self.office_phone}{hours}")

    @property
    def key_note(self) -> str:
        """How the key may be typed; a key with small letters (the leaflet's kind) says that case matters."""
        case = (
            "認証キーは大文字と小文字を区別します。"
            if any(group != group.upper() for group in self.key_groups)
            else ""
        )
        return case + self.words.key_note

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """Label, small note and value of the list under 記; number and key stand apart in the box."""
        return (
            (self.work_kind.name_label, "", self.works_name),
            ("発注者名", "", self.agency),
            ("受注者名", "（JVの場合は代表者）" if self.joint_venture else "", self.contractor),
            *((("共同企業体名", "", self.joint_venture),) if self.joint_venture else ()),
            ("商品", "（保証区分）", f"{self.product.label}（{self.version_label}）"),
            ("保証金額", "", f"{format_yen(self.guaranteed_amount)} 円"),
        )
