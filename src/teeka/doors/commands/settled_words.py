"""What `teeka resolve`, `teeka duplicates` and the end of `teeka import` tell, as JSON and in words."""

from typing import Any

from teeka.apps.people.services.duplicates import DuplicatesFound
from teeka.apps.people.services.postings import Resolved
from teeka.rules.posting import Verdict

NAMES = {Verdict.ACCEPT: "accepted", Verdict.CONFIRM: "confirm", Verdict.REVIEW: "review"}


def resolved_as_json(done: Resolved) -> dict[str, Any]:
    return {
        "texts": {name: done.texts.get(verdict, 0) for verdict, name in NAMES.items()},
        "people": {name: done.people.get(verdict, 0) for verdict, name in NAMES.items()},
        "decided_now": sum(done.decided_now.values()),
        "moved_people": done.moved_people,
    }


def resolved_in_words(done: Resolved) -> str:
    return "\n".join(
        f"{name:>9}: {done.texts.get(verdict, 0):>7,} texts of {done.people.get(verdict, 0):>9,} people"
        for verdict, name in NAMES.items()
    )


def duplicates_in_words(found: DuplicatesFound) -> str:
    return (
        f"{found.linked:,} registrations linked to an older one ({found.linked_now:,} pairs now), "
        f"{found.held:,} pairs wait for a person ({found.held_now:,} now)."
    )
