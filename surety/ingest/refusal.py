"""Why a whole file is refused, in words for the person who sent it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that cannot be taken in at all.

    `code` is for machines and logs; `message` says what is wrong and `what_to_do` how to mend it, both in Japanese.
    """

    code: str
    message: str
    what_to_do: str


class Refused(Exception):
    """Raised inside the package; the public entries turn it into the `Refusal` it carries."""

    def __init__(self, code: str, message: str, what_to_do: str) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, message, what_to_do)


SAVE_AS_XLSX = "Excel で開き、「名前を付けて保存」で種類を「Excel ブック (*.xlsx)」にして保存し、もう一度お送りください。"
NEW_FORM = "「ご利用申請」のページから利用申請書（Excel）をダウンロードし、そちらに入力してお送りください。"
FILL_NEW_FORM = "内容を新しい利用申請書に写して保存し、お送りください。ウェブの入力画面から直接お申し込みいただくこともできます。"


def broken(code: str) -> Refused:
    """The refusal of a file whose inside contradicts itself; `code` keeps the machine's reason."""
    return Refused(
        code,
        "ファイルの中身が壊れていて、読み取れませんでした。",
        "Excel で開けるかをご確認のうえ、別の名前で保存し直してお送りください。開けない場合は、新しい利用申請書に入力してください。",
    )


def too_large(code: str, what: str) -> Refused:
    """The refusal of a file that is far bigger than any application form."""
    return Refused(
        code,
        f"利用申請書としては大きすぎるファイルです（{what}）。",
        FILL_NEW_FORM,
    )


def too_busy(code: str) -> Refused:
    """The answer when the machine had no time for the file, which may well be a good one."""
    return Refused(
        code,
        "いま混み合っていて、時間内に読み取れませんでした。ファイルに問題があるとは限りません。",
        "1分ほど待ってから、もう一度お送りください。",
    )
