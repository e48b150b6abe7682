"""共同企業体（JV）: its members, their shares, and the one who represents them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from surety.domain.company_names import company_core
from surety.domain.errors import Unreadable
from surety.domain.percent import parse_percent

MOST_MEMBERS = 10
LEAST_MEMBERS = 2
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One company of a JV. Texts as typed; `share` is its 出資割合 in percent, None where nothing (readable) stands.

    `row` is the row of the form.
    """

    row: int
    name: str
    address: str
    share: Decimal | None
    is_representative: bool = False

    @property
    def share_label(self) -> str:
        """60%."""
        return "－" if self.share is None else f"{share_words(self.share)}%"

    @property
    def words(self) -> str:
        """〇〇建設株式会社（代表者）　60%　青森県…."""
        mark = "（代表者）" if self.is_representative else ""
        share = "出資割合の入力なし" if self.share is None else f"{share_words(self.share)}%"
        return "　".join(
            part for part in (f"{self.name or '会社名の入力なし'}{mark}", share, self.address) if part
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """All members of a JV before a change and after it; nobody where it became one company's contract."""

    before: tuple[Member, ...]
    after: tuple[Member, ...]


def parse_share(text: str, *, label: str = "出資割合") -> Decimal:
    """A share as typed (60, ６０％, 33.34): above 0, at most 100, at most four decimals.

    Raises Unreadable with a sentence about `label`.
    """
    share = parse_percent(text, label=label)
    if share == 0:
        raise Unreadable("share_zero", f"{label}は0より大きい数字で入力してください")
    if share.normalize().as_tuple().exponent < -4:  # type: ignore[operator]  # a finite number's exponent is an integer
        raise Unreadable("share_decimals", f"{label}は小数点以下4けたまでで入力してください")
    return share


def share_words(share: Decimal) -> str:
    """60, 33.34: a share without needless noughts."""
    return f"{share.normalize():f}"


def total_share(members: Sequence[Member]) -> Decimal:
    """All shares in one exact sum."""
    return sum((member.share for member in members if member.share is not None), Decimal(0))


def total_share_words(members: Sequence[Member]) -> str:
    """The sum of the shares in words; says how much is over or missing of 100 %."""
    total = total_share(members)
    words = f"出資割合の合計は {share_words(total)}% です。"
    if total == WHOLE:
        return words
    if total < WHOLE:
        return f"{words}あと {share_words(WHOLE - total)}% で100%になります。"
    return f"{words}100%を {share_words(total - WHOLE)}% 超えています。"


def is_same_company(one: str, other: str) -> bool:
    """Whether two names mean one company, whatever the company form and the writing."""
    return bool(one) and company_core(one) == company_core(other)


def member_changes(before: Sequence[Member], after: Sequence[Member]) -> tuple[str, ...]:
    """What differs between two lists of members, a sentence each; a company is known by its name."""
    old = {company_core(member.name): member for member in before}
    new = {company_core(member.name): member for member in after}
    said = [f"脱退：{member.words}" for key, member in old.items() if key not in new]
    said += [f"加入：{member.words}" for key, member in new.items() if key not in old]
    for key, member in new.items():
        was = old.get(key)
        if was is None:
            continue
        if was.share != member.share:
            said.append(f"出資割合：{member.name}　{was.share_label} → {member.share_label}")
        if was.name != member.name:
            said.append(f"会社名：{was.name} → {member.name}")
        if was.address != member.address:
            said.append(f"住所：{member.name}　{was.address or '－'} → {member.address or '－'}")
        if member.is_representative and not was.is_representative:
            said.append(f"代表者：{member.name}")
    joined = next((m for key, m in new.items() if m.is_representative and key not in old), None)
    if joined is not None:
        said.append(f"代表者：{joined.name}")
    return tuple(said)
