"""Telling the office from the name in one cell: 代表取締役　見本　太郎."""

import re

_TITLES = (
    "代表取締役社長", "代表取締役会長", "代表取締役専務", "代表取締役副社長", "代表取締役", "取締役社長", "取締役会長", "専務取締役", "常務取締役", "取締役",
    "代表社員", "代表理事", "業務執行社員", "代表執行役社長", "代表執行役", "執行役員", "理事長", "組合長", "代表者", "代表",
    "社長", "会長", "専務", "常務", "支店長", "営業所長", "所長", "事業主", "店主", "部長", "次長", "課長", "係長", "主任", "室長", "工事部長", "総務部長",
)  # fmt: skip
_START = re.compile("(?:" + "|".join(sorted(_TITLES, key=len, reverse=True)) + ")")
_BLANK = re.compile(r"[\s　]+")


def split_title(text: str) -> tuple[str, str, bool]:
    """Split a text into office and name; the flag says whether the cut is certain (a blank stood between them).

    Without a known office at its beginning the whole text is the name.
    """
    tidy = text.strip()
    pieces = _BLANK.split(tidy, maxsplit=1)
    if len(pieces) == 2 and _ends_with_title(pieces[0]):
        return pieces[0], pieces[1].strip(), True
    match = _START.match(tidy)
    if match is None or match.end() == len(tidy):
        return "", tidy, True
    return match[0], tidy[match.end() :].strip(), tidy[match.end()].isspace()


def _ends_with_title(word: str) -> bool:
    return any(word.endswith(title) for title in _TITLES)


def split_person(text: str) -> tuple[str, str, str, bool]:
    """Split 総務部　課長　見本　花子 into department, office and name; the flag as in `split_title`."""
    pieces = _BLANK.split(text.strip())
    for index, piece in enumerate(pieces[:-1]):
        if _ends_with_title(piece) and index > 0:
            return "　".join(pieces[:index]), piece, "　".join(pieces[index + 1 :]), True
    if len(pieces) >= 3 and pieces[0].endswith(("部", "課", "室", "係", "本部", "グループ")):
        return pieces[0], "", "　".join(pieces[1:]), True
    title, name, certain = split_title(text)
    return "", title, name, certain
