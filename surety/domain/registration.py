"""The fields of the 利用申請書, once for the Excel reader, the web form and the paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surety.domain.products import LabelledEnum


class FieldKind(StrEnum):
    """How the text of a field is read; `registration_values` has one reader for each."""

    DATE = "date"
    CHOICE = "choice"
    NAME = "name"
    KANA = "kana"
    TEXT = "text"
    LINES = "lines"
    CODE = "code"
    POSTAL_CODE = "postal_code"
    PHONE = "phone"
    FAX = "fax"
    MAIL = "mail"
    CORPORATE_NUMBER = "corporate_number"
    PERMIT_NUMBER = "permit_number"
    BRANCH = "branch"


class RequestKind(LabelledEnum):
    """申請区分."""

    NEW = "new", "新規"
    CHANGE = "change", "変更"
    CLOSE = "close", "解約"


class TermsConsent(LabelledEnum):
    """利用規約への同意; there is one answer that lets a registration through."""

    AGREED = "agreed", "同意する"
    NOT_AGREED = "not_agreed", "同意しない"


class IssueNotice(LabelledEnum):
    """電子保証発行完了のお知らせ."""

    WANTED = "wanted", "希望する"
    NOT_WANTED = "not_wanted", "希望しない"


class UserRole(LabelledEnum):
    """役割 of a contractor's user."""

    ADMINISTRATOR = "administrator", "管理者"
    OPERATOR = "operator", "担当者"
    VIEWER = "viewer", "閲覧のみ"


@dataclass(frozen=True, slots=True)
class RegistrationField:
    """One field: its key in code and in the form, its label on paper and screen, and the bounds of its text."""

    key: str
    label: str
    kind: FieldKind
    max_length: int
    required: bool = False
    hint: str = ""
    choices: type[LabelledEnum] | None = None


_K = FieldKind
FIELDS: tuple[RegistrationField, ...] = (
    RegistrationField("applied_on", "申請日", _K.DATE, 60, required=True, hint="例：令和8年4月1日"),
    RegistrationField(
        "branch", "宛先（営業部・支店）", _K.BRANCH, 40, required=True, hint="お申し込み先の営業部・支店"
    ),
    RegistrationField("request_kind", "申請区分", _K.CHOICE, 20, required=True, choices=RequestKind),
    RegistrationField(
        "terms_consent", "利用規約への同意", _K.CHOICE, 40, required=True, choices=TermsConsent
    ),
    RegistrationField("terms_version", "利用規約の版", _K.TEXT, 40, hint="様式に印刷されている版"),
    RegistrationField("company_kana", "商号又は名称（フリガナ）", _K.KANA, 120, required=True),
    RegistrationField(
        "company_name", "商号又は名称", _K.NAME, 80, required=True, hint="登記のとおりに入力（㈱ も使えます）"
    ),
    RegistrationField(
        "corporate_number", "法人番号", _K.CORPORATE_NUMBER, 40, hint="13桁。個人事業の方は空欄"
    ),
    RegistrationField("permit_number", "建設業許可番号", _K.PERMIT_NUMBER, 80, hint="例：02-012345"),
    RegistrationField(
        "contractor_number", "契約者番号", _K.CODE, 20, hint="当社から番号をお知らせしている方のみ"
    ),
    RegistrationField("postal_code", "郵便番号", _K.POSTAL_CODE, 20, required=True, hint="7桁"),
    RegistrationField("address", "所在地", _K.TEXT, 120, required=True, hint="都道府県から"),
    RegistrationField("representative_title", "代表者 役職", _K.NAME, 40, hint="例：代表取締役"),
    RegistrationField("representative_name", "代表者 氏名", _K.NAME, 40, required=True),
    RegistrationField("phone", "電話番号", _K.PHONE, 40, required=True, hint="市外局番から"),
    RegistrationField("fax", "FAX番号", _K.FAX, 40, hint="ない場合は空欄か「なし」"),
    RegistrationField("manager_department", "利用責任者 部署", _K.NAME, 60),
    RegistrationField("manager_title", "利用責任者 役職", _K.NAME, 40),
    RegistrationField("manager_kana", "利用責任者 フリガナ", _K.KANA, 60, required=True),
    RegistrationField(
        "manager_name", "利用責任者 氏名", _K.NAME, 40, required=True, hint="最初の利用者（管理者）になる方"
    ),
    RegistrationField("mail", "メールアドレス", _K.MAIL, 254, required=True),
    RegistrationField(
        "mail_again", "メールアドレス（確認用）", _K.MAIL, 254, required=True, hint="もう一度同じものを入力"
    ),
    RegistrationField(
        "issue_notice", "電子保証発行完了のお知らせ", _K.CHOICE, 20, required=True, choices=IssueNotice
    ),
    RegistrationField("remarks", "備考", _K.LINES, 500),
)
FIELD_BY_KEY: Mapping[str, RegistrationField] = {field.key: field for field in FIELDS}

USER_FIELDS: tuple[RegistrationField, ...] = (
    RegistrationField("office", "営業所", _K.NAME, 60),
    RegistrationField("name", "氏名", _K.NAME, 40, required=True),
    RegistrationField("mail", "メールアドレス", _K.MAIL, 254, required=True),
    RegistrationField("role", "役割", _K.CHOICE, 20, required=True, choices=UserRole),
)
MAX_ADDITIONAL_USERS = 20


class Severity(StrEnum):
    """ERROR must be mended before the registration can be sent; CONFIRM is asked to be looked at."""

    ERROR = "error"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something to mend or to look at in the field `key`; both sentences are Japanese and for the person."""

    key: str
    severity: Severity
    message: str
    what_to_do: str


def user_key(row: int, key: str) -> str:
    """The key of a field of the n-th additional user (from 0), the one WTForms gives: additional_users-0-mail."""
    return f"additional_users-{row}-{key}"


def field_of(key: str) -> RegistrationField:
    """The field of a key, those of additional users included; raises KeyError for no key of ours."""
    name = key.rpartition("-")[2]
    return {field.key: field for field in USER_FIELDS}[name] if name != key else FIELD_BY_KEY[key]


def check_registration(
    values: Mapping[str, str], users: Sequence[Mapping[str, str]] = ()
) -> tuple[FieldProblem, ...]:
    """Check normalised values against each other and for gaps; empty text means not filled in.

    The values are those of `registration_values.read_value`; a value that could not be read
    should be left out of `values` and is then not reported again as missing.
    """
    problems = [
        _missing(field, field.key) for field in FIELDS if field.required and values.get(field.key) == ""
    ]
    problems += _check_consent(values)
    problems += _check_mail(values)
    problems += _check_identity(values)
    for row, user in enumerate(users):
        problems += [
            _missing(field, user_key(row, field.key))
            for field in USER_FIELDS
            if field.required and user.get(field.key) == ""
        ]
    problems += _check_same_mails(values, users)
    return tuple(problems)


def _missing(field: RegistrationField, key: str) -> FieldProblem:
    verb = "選択" if field.kind in (FieldKind.CHOICE, FieldKind.BRANCH) else "入力"
    return FieldProblem(
        key, Severity.ERROR, f"{field.label}が空欄です。", f"{field.label}を{verb}してください。"
    )


def _check_consent(values: Mapping[str, str]) -> list[FieldProblem]:
    if values.get("terms_consent") != TermsConsent.NOT_AGREED:
        return []
    return [
        FieldProblem(
            "terms_consent",
            Severity.ERROR,
            "利用規約に同意されていません。",
            "ご利用には利用規約への同意が必要です。内容をご確認のうえ「同意する」を選択してください。",
        )
    ]


def _check_mail(values: Mapping[str, str]) -> list[FieldProblem]:
    first, second = values.get("mail", ""), values.get("mail_again", "")
    if not first or not second or first.casefold() == second.casefold():
        return []
    return [
        FieldProblem(
            "mail_again",
            Severity.ERROR,
            "2つのメールアドレスが違っています。",
            "どちらが正しいかをご確認のうえ、同じものを入力してください。",
        )
    ]


def _check_identity(values: Mapping[str, str]) -> list[FieldProblem]:
    if (
        values.get("request_kind") in (RequestKind.CHANGE, RequestKind.CLOSE)
        and values.get("contractor_number") == ""
    ):
        return [
            FieldProblem(
                "contractor_number",
                Severity.CONFIRM,
                "変更・解約の申請ですが、契約者番号が空欄です。",
                "お分かりになれば、利用通知書に書かれた契約者番号を入力してください。",
            )
        ]
    return []


def _check_same_mails(values: Mapping[str, str], users: Sequence[Mapping[str, str]]) -> list[FieldProblem]:
    seen = {values.get("mail", "").casefold()} - {""}
    problems = []
    for row, user in enumerate(users):
        mail = user.get("mail", "").casefold()
        if mail and mail in seen:
            problems.append(
                FieldProblem(
                    user_key(row, "mail"),
                    Severity.ERROR,
                    "同じメールアドレスの利用者が2人います。",
                    "お一人ずつ別のメールアドレスを入力してください。",
                )
            )
        seen.add(mail)
    return problems
