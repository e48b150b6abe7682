"""Fields that read what people type through the domain and keep it as typed when that fails."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TelInput, TextArea, TextInput

from forms import messages
from surety.domain import contact, keys, numbering
from surety.domain.counts import parse_count
from surety.domain.dates import echo_date, format_wareki, parse_date
from surety.domain.errors import Unreadable
from surety.domain.money import MAX_YEN, echo_yen, format_yen, parse_yen
from surety.domain.percent import parse_percent
from surety.domain.text import find_unprintable, normalise_code, tidy_name, to_fullwidth_katakana

_KANA = frozenset(
    [chr(code) for code in range(0x30A1, 0x30FF)]
    + [chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))]
    + list("\u3000（）．，＆－’")
)


class TypedField(Field):
    """The base of all boxes: subclasses say how a text is read and how a value is shown.

    `control` names the kind of box for templates, `empty` is the value of a blank box, and
    `max_length` bounds the text in signs. With an error the box shows what was typed.
    """

    widget = TextInput()
    control: ClassVar[str] = "text"
    empty: ClassVar[object] = None
    attributes: ClassVar[dict[str, str]] = {}
    default_max_length: ClassVar[int] = 60

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,
        *,
        max_length: int | None = None,
        render_kw: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, render_kw={**self.attributes, **(render_kw or {})}, **kwargs)
        self.max_length = max_length or self.default_max_length

    def read(self, text: str) -> object:
        """The value of a text that is not blank. Raises Unreadable."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """A value as it stands in the box."""
        return str(value)

    def process_data(self, value: Any) -> None:
        self.data = self.empty if value is None else value

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        text = valuelist[0].replace("\r\n", "\n").replace("\r", "\n")
        self.data = self.empty
        if not text.strip():
            return
        length = len(text.strip())
        if length > self.max_length:
            raise ValueError(messages.too_long(self.label.text, limit=self.max_length, length=length))
        try:
            self.data = self.read(text)
        except Unreadable as unreadable:
            raise ValueError(unreadable.message) from unreadable

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """A text that could not be read needs no second complaint."""
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.process_errors and self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None or self.data == "" else self.show(self.data)

    def refuse_unprintable(self, text: str, *, lines: bool = False) -> None:
        """Raises Unreadable naming the signs that no certificate could print."""
        signs = find_unprintable(text, lines=lines)
        if signs:
            raise Unreadable("unprintable", messages.unprintable(self.label.text, signs=signs))


class NameField(TypedField):
    """A name, title or other single line, kept exactly as typed (髙 ㈱ ①)."""

    empty = ""
    default_max_length = 200

    def read(self, text: str) -> str:
        name = tidy_name(text)
        self.refuse_unprintable(name)
        return name


class NotesField(TypedField):
    """Free text of several lines."""

    widget = TextArea()
    control = "textarea"
    empty = ""
    default_max_length = 2000

    def read(self, text: str) -> str:
        notes = text.strip()
        self.refuse_unprintable(notes, lines=True)
        return notes


class SearchField(TypedField):
    """A search box: never complains, drops what nobody can search for."""

    empty = ""
    default_max_length = 200

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        kept = "".join(sign if not find_unprintable(sign) else " " for sign in text[: self.max_length])
        self.data = " ".join(kept.split())


class KanaField(TypedField):
    """フリガナ; hiragana and half-width katakana are converted."""

    empty = ""
    default_max_length = 200

    def read(self, text: str) -> str:
        kana = to_fullwidth_katakana(text)
        if not _KANA.issuperset(kana):
            raise Unreadable("not_katakana", messages.not_katakana(self.label.text))
        return kana


class YenField(TypedField):
    """An amount in whole yen, shown with commas; `echo` says it in 億 and 万."""

    control = "yen"
    attributes = {"inputmode": "numeric", "autocomplete": "off"}

    def __init__(
        self, label: str | None = None, validators: Any = None, *, minimum: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.minimum = minimum

    def read(self, text: str) -> int:
        return parse_yen(text, label=self.label.text, minimum=self.minimum)

    def show(self, value: int) -> str:
        return format_yen(value)

    @property
    def echo(self) -> str:
        """2,000万円, or nothing when there is no amount."""
        return echo_yen(self.data) if isinstance(self.data, int) and abs(self.data) <= MAX_YEN else ""


class JapaneseDateField(TypedField):
    """A legal date in one box, in any usual writing; `echo` adds the western year and weekday."""

    control = "date"
    attributes = {"autocomplete": "off"}

    def read(self, text: str) -> date:
        return parse_date(text, label=self.label.text)

    def show(self, value: date) -> str:
        return format_wareki(value)

    @property
    def echo(self) -> str:
        """令和8年3月20日（2026年）金曜日, or nothing when there is no date."""
        return echo_date(self.data) if isinstance(self.data, date) else ""


class CountField(TypedField):
    """A whole number such as days or copies."""

    control = "count"
    attributes = {"inputmode": "numeric", "autocomplete": "off"}

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,
        *,
        unit: str = "",
        minimum: int = 0,
        maximum: int = 9999,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.unit, self.minimum, self.maximum = unit, minimum, maximum

    def read(self, text: str) -> int:
        return parse_count(
            text, label=self.label.text, unit=self.unit, minimum=self.minimum, maximum=self.maximum
        )


class PercentField(TypedField):
    """A percentage as Decimal."""

    control = "percent"
    attributes = {"inputmode": "decimal", "autocomplete": "off"}

    def __init__(
        self, label: str | None = None, validators: Any = None, *, maximum: int = 100, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.maximum = maximum

    def read(self, text: str) -> Decimal:
        return parse_percent(text, label=self.label.text, maximum=self.maximum)

    def show(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


class CodeField(TypedField):
    """A number or code made of ASCII signs, such as a 工事番号 or 契約者番号, in one writing."""

    control = "code"
    empty = ""
    attributes = {"autocomplete": "off"}
    parse: ClassVar[Callable[..., str] | None] = None

    def read(self, text: str) -> str:
        parse = type(self).parse
        if parse is not None:
            return parse(text, label=self.label.text)
        code = normalise_code(text)
        self.refuse_unprintable(code)
        return code


class PhoneField(CodeField):
    widget = TelInput()
    attributes = {"autocomplete": "tel", "inputmode": "tel"}
    parse = staticmethod(contact.parse_phone)


class PostalCodeField(CodeField):
    attributes = {"autocomplete": "postal-code", "inputmode": "numeric"}
    parse = staticmethod(contact.parse_postal_code)


class MailField(CodeField):
    """Not type=email: browsers refuse the full-width ＠ that we read."""

    attributes = {"autocomplete": "email", "inputmode": "email"}
    default_max_length = contact.MAX_MAIL_LENGTH
    parse = staticmethod(contact.parse_mail_address)


class CorporateNumberField(CodeField):
    attributes = {"autocomplete": "off", "inputmode": "numeric"}
    parse = staticmethod(contact.parse_corporate_number)


class PermitNumberField(CodeField):
    parse = staticmethod(contact.parse_permit_number)


class GuaranteeNumberField(CodeField):
    attributes = {"autocomplete": "off", "inputmode": "numeric"}
    parse = staticmethod(numbering.parse_guarantee_number)


class ReceiptNumberField(CodeField):
    parse = staticmethod(numbering.parse_receipt_number)


class KeyField(CodeField):
    """認証キー; slips are told before any look-up."""

    control = "key"
    attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    parse = staticmethod(keys.parse_key)
