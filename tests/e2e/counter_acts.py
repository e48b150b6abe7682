"""The branch's side of a correction, a new key and an ending: one proposes, another carries out."""

import re

from tests.e2e.axe import find_barriers
from tests.e2e.visitors import Visitor


def propose(underwriter: Visitor, number: str, kind: str, **boxes: str) -> None:
    """From the guarantee's page to the proposal."""
    underwriter.go(f"/desk/guarantees/{number}")
    underwriter.follow(kind)
    underwriter.sees_heading(f"{kind}の提案")
    for box, text in boxes.items():
        underwriter.write(box.replace("__", "-"), text)
    underwriter.shoot(f"80-propose-{kind}")
    assert find_barriers(underwriter.page) == []
    underwriter.press(f"{kind}を提案する")
    underwriter.sees(re.compile("別の方が内容を確認して実行します"))


def carry_out(issuer: Visitor, number: str, kind: str) -> None:
    """From the board to the second person's decision."""
    issuer.go("/desk/acts")
    issuer.follow(re.compile(f"{number}の{kind}"))
    issuer.shoot(f"81-decide-{kind}")
    assert find_barriers(issuer.page) == []
    issuer.tick("looked")
    issuer.press(f"{kind}を実行する")
    issuer.sees(re.compile(f"{kind}を実行しました"))
    issuer.shoot(f"82-done-{kind}")
