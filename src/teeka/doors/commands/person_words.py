"""One person's way in words, station by station."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from teeka.apps.readiness.queries.person import (
    DuplicateStory,
    FileRow,
    PersonStory,
    PlaceStory,
    PostingStory,
    UnplacedStory,
)
from teeka.apps.readiness.queries.person_messages import MessageStory
from teeka.apps.readiness.queries.person_turnout import TurnoutStory
from teeka.rules import duplicates as duplicate_words
from teeka.rules import posting as posting_words
from teeka.rules.allotment import WHY_WORDS, Why
from teeka.rules.allotment.unplaced_words import unplaced_sentence
from teeka.rules.located import site_located_words
from teeka.rules.messages.gate import answer_at_gate
from teeka.rules.messages.reasons import (
    CALL_OUTCOME_WORDS,
    CALL_REASON_WORDS,
    STATE_WORDS,
    CallOutcomeKind,
    CallReason,
)
from teeka.rules.messages.states import State
from teeka.rules.permissions import masked
from teeka.rules.row_checks.reasons import HeldFor, RowProblem, held_sentence, problem_sentence
from teeka.rules.site_day import CAME_AS_WORDS, NOT_GIVEN_WORDS, CameAs, NotGiven
from teeka.shared.clock import INDIA
from teeka.shared.email_address import masked_email

Code = TypeVar("Code", bound=StrEnum)


def person_in_words(story: PersonStory) -> str:
    person = story.person
    name = f"{person.full_name} {person.name_hi}".strip()
    stations: list[tuple[str, Iterable[str]]] = [
        (
            "Person",
            [
                f"{name}, reference {person.reference:014d} (id {person.id})",
                f"{person.designation or person.category}, {person.district}",
                f"mobile {masked(person.mobile) or 'none'} ({person.mobile_state})",
                f"e-mail {masked_email(person.email) or 'none'}",
            ],
        ),
        ("Rows", [row_in_words(row) for row in story.rows] or ["no uploaded row names this person"]),
        ("Posting", _posting(story.posting)),
        ("Duplicates", _duplicates(story)),
        ("Place", _place(story)),
        ("Lists", _lists(story)),
        ("Messages", [line for message in story.messages for line in _message(message)] or ["none"]),
        ("Calls", _calls(story)),
        ("Turnout", [_turnout(one) for one in story.turnout] or ["nothing is recorded at sites yet"]),
    ]
    return "\n".join(
        f"{title if number == 0 else '':<11}{line}"
        for title, lines in stations
        for number, line in enumerate(lines)
    )


def _turnout(one: TurnoutStory) -> str:
    where = f"{one.held_on}, {one.site_name} (session {one.session_code}): "
    recorded = f"; recorded by {one.recorded_by}, {_at(one.recorded_at)}"
    if one.is_absent:
        return f"{where}was on the list and did not come; closed by {one.recorded_by}"
    came = CAME_AS_WORDS[CameAs(one.came_as)][0]
    came += f", arrived {one.arrived_at.astimezone(INDIA):%H:%M}" if one.arrived_at else ""
    came += f", form {one.form_number}" if one.form_number else ""
    if one.arrival_undone_at:
        recorded += f"; ARRIVAL UNDONE by {one.arrival_undone_by}: {one.arrival_undo_reason}"
    if one.dose is None:
        why = NOT_GIVEN_WORDS[NotGiven(one.not_given_for)][0] if one.not_given_for else "no end recorded yet"
        return f"{where}{came}; no dose: {why}{recorded}"
    given = f" at {one.given_at.astimezone(INDIA):%H:%M}" if one.given_at else ""
    undone = f"; UNDONE by {one.undone_by}: {one.undo_reason}" if one.undone_at else ""
    return f"{where}{came}; dose {one.dose} of batch {one.batch}{given}{recorded}{undone}"


def row_in_words(row: FileRow) -> str:
    upload = f"upload {row.upload_id}, {_at(row.received_at)}"
    what = f"row {row.row_number} of {row.file_name} ({upload}): {row.fate}"
    if row.upload_state == "undone":
        what += ", and the upload was undone"
    return what + "".join(f"; {problem}" for problem in _problems(row))


def _problems(row: FileRow) -> list[str]:
    """Each problem in words; one that this version does not know is shown as it stands."""
    return [_problem(one, row.row_number) for one in row.problems or []]


def _problem(problem: dict[str, Any], row: int) -> str:
    code = problem.get("reason", "")
    if code in set(RowProblem):
        return problem_sentence(RowProblem(code), row=row, header=problem.get("column", ""))
    if code in set(HeldFor):
        return held_sentence(HeldFor(code), row=row, facts=problem.get("facts") or {})
    return _plain(str(code))


def _posting(posting: PostingStory) -> list[str]:
    claim = posting.text or f"facility code {posting.facility_code_given}"
    lines = [f"wrote “{claim}”, {posting.stated_district}"]
    if posting.decision == "unresolved":
        return [*lines, "not resolved yet: run `teeka resolve`"]
    sure = f", {posting.confidence:.0%} sure" if posting.confidence is not None else ""
    meant = f"{posting.facility_name} ({posting.facility_code})" if posting.facility_code else "no facility"
    by = f", settled by {posting.decided_by}" if posting.decided_by else ""
    lines.append(f"{posting.decision}: {meant}{sure}{by}")
    if posting.reasons:
        lines.append(
            "because: " + ", ".join(_known(posting_words.Reason, posting_words.WORDS, posting.reasons))
        )
    if posting.candidates and posting.decision != "accept":
        lines.append(
            "candidates: " + "; ".join(f"{name} ({code}), {d}" for code, name, d in posting.candidates)
        )
    return lines


def _duplicates(story: PersonStory) -> list[str]:
    lines = []
    if story.person.stands_for is not None:
        lines.append(
            f"a second registration: {story.person.stands_for:014d} is the one that counts, has the place "
            "and gets the message"
        )
    return [*lines, *(_link(link) for link in story.duplicates)] or ["none known"]


def _link(link: DuplicateStory) -> str:
    reasons = ", ".join(_known(duplicate_words.Reason, duplicate_words.WORDS, link.reasons))
    undone = f", undone {_at(link.undone_at)}" if link.undone_at else ""
    by = f", by {link.decided_by}" if link.decided_by else ""
    return f"{link.decision} with {link.other_reference:014d} ({link.probability:.0%}: {reasons}){by}{undone}"


def _place(story: PersonStory) -> list[str]:
    lines = [line for place in story.places for line in _appointment(place)]
    if story.exclusion:
        lines.append(f"excluded by {story.exclusion.made_by}: {story.exclusion.reason}")
    if story.unplaced:
        lines += _unplaced(story.unplaced)
    if not lines and story.person.stands_for is None:
        lines.append("not allotted yet: run `teeka allot`")
    return lines or ["none: see the registration that counts"]


def _appointment(place: PlaceStory) -> list[str]:
    what = f"{place.site_name}, {_at(place.slot_at)}, dose {place.dose} (session {place.session_code})"
    if place.cancelled_at:
        return [
            f"taken back {_at(place.cancelled_at)} by {place.cancelled_by}: {place.cancel_reason}; was {what}"
        ]
    away = f", {place.distance_km:.1f} km away" if place.distance_km is not None else ""
    stands_by = (
        [f"also standby {place.standby_rank} of session {place.standby_code}, which is earlier"]
        if place.standby_code
        else []
    )
    return [
        f"{what}{away}, {_plain(place.origin)} by {place.made_by}",
        *(_known(Why, WHY_WORDS, place.reasons)),
        *filter(None, [site_located_words(place.site_located)[0]]),
        *stands_by,
        f"answer: {_answer(place)}",
    ]


def _answer(place: PlaceStory) -> str:
    said = answer_at_gate(place.answer, place.answer_channel)[0]
    return f"{said}, {_at(place.answered_at)}" if place.answered_at else said


def _unplaced(unplaced: UnplacedStory) -> list[str]:
    lines = [unplaced_sentence(unplaced.reason, unplaced.detail)[0]]
    if unplaced.standby_code:
        lines.append(f"standby {unplaced.standby_rank} of session {unplaced.standby_code}")
    return [f"no place yet. {lines[0]}", *lines[1:]]


def _lists(story: PersonStory) -> list[str]:
    return [
        f"session {line.session_code} version {line.version}, line {line.position}, {_at(line.slot_at)}"
        + (" (the newest)" if line.is_newest else " (replaced by a newer version)")
        for line in story.lists
    ] or ["on no published list"]


def _message(message: MessageStory) -> list[str]:
    state = _word(State, STATE_WORDS, message.state)
    why = f", {_word(CallReason, CALL_REASON_WORDS, message.reason)}" if message.reason else ""
    twice = ", perhaps twice" if message.is_possible_duplicate else ""
    to = masked(message.to_number) or "no number"
    lines = [f"{message.purpose} to {to}: {state}{why}{twice}, {_at(message.state_at)}"]
    for one in message.attempts:
        said = f"{_plain(one.answer)} {one.code}".rstrip()
        lines.append(f"  attempt {one.attempt} by {one.route or 'no route'}: {said}, {_at(one.handed_at)}")
    for receipt in message.receipts:
        said = f"{receipt.state} {receipt.code}".rstrip()
        lines.append(f"  receipt: {said}, {_at(receipt.received_at)}")
    return lines


def _calls(story: PersonStory) -> list[str]:
    calls = [
        f"{_word(CallOutcomeKind, CALL_OUTCOME_WORDS, call.outcome)}, by {call.made_by} "
        f"({_plain(call.channel)}), {_at(call.made_at)} {call.note}".rstrip()
        for call in story.calls
    ]
    replies = [f"{_plain(one.state)} reply, {_at(one.received_at)}: {one.text}" for one in story.replies]
    return calls + replies or ["none"]


def _known(kind: type[Code], words: dict[Code, tuple[str, str]], codes: list[str]) -> Iterable[str]:
    return [_word(kind, words, code) for code in codes]


def _word(kind: type[Code], words: dict[Code, tuple[str, str]], code: str) -> str:
    """A code in words; one that is not known here is shown as it stands."""
    return words[kind(code)][0] if code in set(kind) else _plain(code)


def _plain(code: str) -> str:
    return code.replace("_", " ").lower()


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(INDIA):%d %b %Y %H:%M}"
