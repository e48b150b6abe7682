"""The branch's steps on a 保証申込."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from forms.base import BaseForm
from forms.choices import ChoicesField, TickField
from forms.fields import NameField, NotesField, SearchField
from forms.validators import Required

LONGEST_COMMENT = 300
# What branches ask for again and again; offered while typing, never put in by itself.
RETURN_PHRASES = (
    "請負契約書の写しを添付してください。",
    "契約書の金額と異なります。ご確認ください。",
    "契約書の日付と異なります。ご確認ください。",
    "工事名を契約書のとおりに入力してください。",
    "発注者名をご確認ください。",
    "預託金融機関の支店名までご記入ください。",
    "発注者の定める割合をご確認ください。",
    "JVの協定書の写しを添付してください。",
)
_PHRASE_LIST = {"list": "return-phrases", "autocomplete": "off"}


class StepForm(BaseForm):
    """One step; `version_id` says which state of the application the page showed."""

    version_id = HiddenField()

    @property
    def version(self) -> int:
        """The version as a number; 0, which no row has, for anything else."""
        typed = str(self.version_id.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


class ReasonForm(StepForm):
    """A step that needs a reason."""

    reason = NotesField("理由", [Required()], max_length=1000)


class ApprovalForm(StepForm):
    """承認: which guarantees, and the underwriter's words for each 要確認."""

    requests = ChoicesField("承認する保証", [Required()])
    words: tuple[str, ...] = ()

    @classmethod
    def over(
        cls,
        notes: Mapping[str, str],
        *,
        requests: Sequence[tuple[str, str]],
        data: "MultiDict[str, str] | None",
        version_id: int,
    ) -> "ApprovalForm":
        """The form with a box for each 要確認 (`notes`: key → title) and a tick for each guarantee."""
        boxes = {
            key: NameField(f"確認した内容（{title}）", max_length=LONGEST_COMMENT)
            for key, title in notes.items()
        }
        ticks = ChoicesField("承認する保証", [Required()], options=requests)
        made: type[ApprovalForm] = type(
            "BoundApprovalForm", (cls,), {**boxes, "requests": ticks, "words": tuple(notes)}
        )
        start = {"version_id": version_id, "requests": [value for value, _label in requests]}
        return made(data, data=start)

    @property
    def accepted(self) -> dict[str, str]:
        """The underwriter's words by check."""
        return {key: self[key].data for key in self.words}


class ReturnForm(StepForm):
    """修正のお願い: one comment per field, and one for the whole."""

    general = NotesField("申込全体について", max_length=1000)
    names: Mapping[str, str] = {}

    @classmethod
    def over(
        cls,
        labels: Mapping[str, str],
        *,
        data: "MultiDict[str, str] | None",
        version_id: int,
    ) -> "ReturnForm":
        """The form with a box for each field of the application (`labels`: name → label)."""
        boxes = {
            f"comment-{name}": NameField(label, max_length=LONGEST_COMMENT, render_kw=_PHRASE_LIST)
            for name, label in labels.items()
        }
        names = {name: f"comment-{name}" for name in labels}
        made: type[ReturnForm] = type("BoundReturnForm", (cls,), {**boxes, "names": names})
        return made(data, data={"version_id": version_id})

    @property
    def comments(self) -> dict[str, str]:
        """What was written, by field name; the one for the whole under the empty name."""
        said = {name: self[box].data for name, box in self.names.items()}
        return {"": self.general.data, **said}


class IssueForm(BaseForm):
    """発行: the issuer has looked at the certificate."""

    looked = TickField("証書の内容を確認しました", [Required()])


class DeskSearchForm(BaseForm):
    words = SearchField("受付番号・保証契約番号・会社名・フリガナ・電話番号", max_length=80)
