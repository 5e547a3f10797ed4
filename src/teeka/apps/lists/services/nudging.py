"""Which letters ask after a list that nobody in charge has seen: once a version to the site and an officer.

The unique key of letters keeps two keepers from writing twice what one has noted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.lists.queries.letters import nudge_letters
from teeka.apps.lists.queries.links import UnseenList, officers_with_address, overdue_lists
from teeka.apps.lists.services.links import link_address
from teeka.rules.seen_lists import Officer, Unseen, nudge_letter, officer_to_write
from teeka.shared.clock import in_india

BY = "reminder of a list"


@dataclass(frozen=True, slots=True)
class Nudge:
    frozen_list: int
    district_code: int
    email: str
    is_officer: bool
    subject: str
    text: str
    tries: int


def due_nudges(*, now: datetime, at_most: int) -> list[Nudge]:
    """Letters to be sent now; soonest session first."""
    overdue = overdue_lists(now=now)
    if not overdue:
        return []
    known = {
        (one.frozen_list, one.email): one
        for one in nudge_letters([unseen.frozen_list for unseen in overdue], now=now)
    }
    officers = officers_with_address()
    found: list[Nudge] = []
    for unseen in overdue:
        for email, is_officer in _readers(unseen, officers.get(unseen.district_code, [])):
            letter = known.get((unseen.frozen_list, email))
            if letter is None or letter.is_due:
                found.append(_nudge(unseen, email, is_officer, letter.tries if letter else 0, now))
            if len(found) == at_most:
                return found
    return found


def _readers(unseen: UnseenList, officers: Sequence[Officer]) -> Iterator[tuple[str, bool]]:
    """(address, whether it is an officer's); one who is both is written to once."""
    if unseen.email:
        yield unseen.email, False
    officer = officer_to_write(officers, unseen.block_code)
    if officer is not None and officer.email != unseen.email:
        yield officer.email, True


def _nudge(unseen: UnseenList, email: str, is_officer: bool, tries: int, now: datetime) -> Nudge:
    address = "" if is_officer else link_address(unseen.session_id, by=BY, now=now)
    told = Unseen(
        unseen.session_code,
        unseen.version,
        unseen.site_name,
        unseen.site_name_hi,
        in_india(unseen.starts_at),
    )
    subject, text = nudge_letter(told, address, is_officer=is_officer)
    return Nudge(unseen.frozen_list, unseen.district_code, email, is_officer, subject, text, tries)
