"""What planned messages come to, as commands say it."""

from typing import Any

from teeka.apps.readiness.queries.planned_cost import PlannedCost


def cost_in_words(cost: PlannedCost) -> str:
    rupees = (
        "no price is set for every route: `teeka route add --paise`"
        if cost.rupees is None
        else f"about ₹{cost.rupees:,.2f}"
    )
    return f"To be sent: {cost.messages:,} messages in {cost.segments:,} segments, {rupees}."


def cost_as_json(cost: PlannedCost) -> dict[str, Any]:
    return {
        "messages": cost.messages,
        "segments": cost.segments,
        "rupees": None if cost.rupees is None else float(cost.rupees),
    }
