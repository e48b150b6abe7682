"""Who plays in the demo: the logins everybody may use, in one place for the terminal, the login page and the loader."""

from dataclasses import dataclass

from surety.security.permissions import Role

# One for all, because nothing behind it is real. It is accepted nowhere but in a demo, whose loader alone sets it.
PASSWORD = "denshi-hosho-taiken"  # noqa: S105 - published on purpose: the demo's login page shows it


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo, and what one can look at as that person."""

    login_id: str
    organisation: str
    role: Role
    name: str
    what_to_see: str


BRANCH, BRANCH_CODE = "青森支店", "041"
COMPANY, SECOND_COMPANY, AGENCY = "〇〇建設株式会社", "△△建設株式会社", "平川市"

ADMIN = Login(
    "kensetsu-kanri",
    COMPANY,
    Role.CONTRACTOR_ADMIN,
    "見本　花子",
    "申し込み、証書と認証キーの確認、利用者の追加",
)
MEMBER = Login(
    "kensetsu-tanto",
    COMPANY,
    Role.CONTRACTOR_MEMBER,
    "見本　太郎",
    "申し込みと手続状況、証書と認証キーの確認",
)
VIEWER = Login("kensetsu-etsuran", COMPANY, Role.CONTRACTOR_VIEWER, "見本　一郎", "見るだけの人の画面")
SECOND_ADMIN = Login(
    "sankaku-kanri", SECOND_COMPANY, Role.CONTRACTOR_ADMIN, "見本　花子", "保証料を申込ごとに支払う会社の画面"
)
UNDERWRITER = Login(
    "shinsa", BRANCH, Role.STAFF_UNDERWRITER, "見本　太郎", "利用申請と保証申込の審査、保証料の確認"
)
ISSUER = Login("hakko", BRANCH, Role.STAFF_ISSUER, "見本　一郎", "証書の発行（審査とは別の人）")
HEAD = Login("honten", "本店", Role.STAFF_ADMIN, "見本　花子", "全支店の状況、保証会社の利用者")
SECOND_HEAD = Login(
    "honten-2", "本店", Role.STAFF_ADMIN, "見本　太郎", "もう一人の本店管理者（役割の承認は二人で行う）"
)
OFFICER = Login("hirakawa", AGENCY, Role.AGENCY_OFFICER, "見本　太郎", "証書の確認（発注者）")

LOGINS = (ADMIN, MEMBER, VIEWER, SECOND_ADMIN, UNDERWRITER, ISSUER, HEAD, SECOND_HEAD, OFFICER)


def login_table() -> str:
    """The logins as lines for a terminal, where a Japanese sign is two columns wide."""
    rows = [("利用者ID", "だれ", "見られるもの")]
    rows += [(one.login_id, f"{one.organisation} {one.role.label}", one.what_to_see) for one in LOGINS]
    widths = [max(_columns(row[place]) for row in rows) for place in (0, 1)]
    lines = [
        "  ".join(_padded(text, width) for text, width in zip(row, (*widths, 0), strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([f"  パスワード（全員共通）：{PASSWORD}", "", *(f"  {line}" for line in lines)])


def _columns(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _columns(text))
