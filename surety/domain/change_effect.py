"""What a change does to the premium of one guarantee, as it was approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surety.domain.money import format_yen
from surety.domain.premium import PremiumStep
from surety.domain.settlement import ChangeSettlement


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEffect:
    """More to pay, something back, or neither; whole yen with tax, and the way there."""

    additional: int
    refund: int
    steps: tuple[PremiumStep, ...]

    @property
    def sentence(self) -> str:
        """For both sides."""
        if self.additional:
            return f"追加の保証料 {format_yen(self.additional)}円のお支払いがあります。"
        if self.refund:
            return f"変更の証書を発行した後に、保証料 {format_yen(self.refund)}円をお返しします。"
        return "保証料は変わりません。"


def effect_of(settlement: ChangeSettlement) -> ChangeEffect:
    """The effect of a settled change."""
    refund = settlement.refund
    return ChangeEffect(
        additional=settlement.additional.total,
        refund=refund.refund.total if refund else 0,
        steps=refund.steps if refund else settlement.steps,
    )


def effect_to_json(effect: ChangeEffect) -> dict[str, object]:
    """The effect as JSON values."""
    steps = [[step.label, step.how, step.result] for step in effect.steps]
    return {"additional": effect.additional, "refund": effect.refund, "steps": steps}


def effect_from_json(kept: Mapping[str, Any] | None) -> ChangeEffect | None:
    """The effect that `effect_to_json` wrote; None for none."""
    if kept is None:
        return None
    steps = tuple(PremiumStep(*step) for step in kept["steps"])
    return ChangeEffect(additional=kept["additional"], refund=kept["refund"], steps=steps)
