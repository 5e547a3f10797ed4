"""Why one person has no place, with the days in the sentence where the reason has any."""

from collections.abc import Mapping
from datetime import date

from teeka.rules.allotment.reasons import UNPLACED_WORDS, Reason
from teeka.shared.months import MONTHS, MONTHS_HI

Pair = tuple[str, str]  # english, hindi


def dose_facts(
    vaccine_before: str, due: tuple[date, date] | None, before: date | None, after: date | None
) -> dict[str, str]:
    """What is kept with DOSE_NOT_DUE: `due` is None where no rule says when the dose may follow.

    before and after: the days of the last session in reach before the dose is due, and of the first after.
    """
    first, last = due or (None, None)
    facts = {
        "vaccine_before": vaccine_before, "from": first, "until": last, "before": before, "after": after,
    }  # fmt: skip
    return {name: str(value) for name, value in facts.items() if value is not None}


def unplaced_sentence(reason: str, facts: Mapping[str, str]) -> Pair:
    """In both languages; a reason that is not known here is shown as it stands."""
    if reason not in Reason.__members__:
        return reason, reason
    if reason != Reason.DOSE_NOT_DUE or "vaccine_before" not in facts:
        return UNPLACED_WORDS[Reason(reason)]
    if "from" not in facts:
        return (
            f"No rule says when a second dose may follow {facts['vaccine_before']}. "
            "Set one: teeka vaccine set-interval.",
            f"{facts['vaccine_before']} के बाद दूसरी खुराक कब दी जाए, इसका नियम नहीं है। "
            "नियम तय करें: teeka vaccine set-interval.",
        )
    first, last = date.fromisoformat(facts["from"]), date.fromisoformat(facts["until"])
    beside = _beside(*(facts.get(name) for name in ("before", "after")))
    return (
        f"The second dose is due from {_day(first)} to {_day(last)}; {beside[0]}. Open one on such a day.",
        f"दूसरी खुराक {_day_hi(first)} से {_day_hi(last)} तक देय है; {beside[1]}। ऐसे दिन का सत्र खोलें।",
    )


def _beside(before: str | None, after: str | None) -> Pair:
    """Which sessions in reach lie nearest to those days."""
    earlier, later = (date.fromisoformat(day) if day else None for day in (before, after))
    if earlier and later:
        return (
            f"the sessions in reach nearest to that are on {_day(earlier)} and {_day(later)}",
            f"पहुँच में उससे सबसे निकट के सत्र {_day_hi(earlier)} और {_day_hi(later)} को हैं",
        )
    if earlier:
        return (
            f"the last session in reach is on {_day(earlier)}",
            f"पहुँच में अंतिम सत्र {_day_hi(earlier)} को है",
        )
    if later:
        return (
            f"the first session in reach is on {_day(later)}",
            f"पहुँच में पहला सत्र {_day_hi(later)} को है",
        )
    return "no session in reach is on such a day", "पहुँच में ऐसे दिन कोई सत्र नहीं है"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day_hi(day: date) -> str:
    return f"{day.day} {MONTHS_HI[day.month - 1]} {day.year}"
