"""The status as a person reads it in ten seconds."""

from teeka.apps.readiness.queries.board import PlaceCounts
from teeka.apps.readiness.queries.status import FATES, Status
from teeka.rules.alarms import Raised, Severity
from teeka.rules.allotment import UNPLACED_WORDS, Reason
from teeka.shared.clock import INDIA

MARK = {Severity.URGENT: "!!", Severity.OPEN: " !", Severity.NOTE: "  "}


def status_in_words(status: Status, alarms: list[Raised]) -> str:
    table = "\n".join(f"  {title:<10} {text}" for title, text in _lines(status))
    at = status.as_of.astimezone(INDIA)
    lines = [f"Teeka, {at:%d %B %Y, %H:%M}", table]
    if alarms:
        lines.append("Needs somebody:")
        lines += [f"  {MARK[raised.severity]} {raised.text('en')}" for raised in alarms]
    else:
        lines.append("Nothing needs anybody.")
    return "\n".join(lines)


def _lines(status: Status) -> list[tuple[str, str]]:
    road, rows, notices = status.road, status.all_rows, status.notices
    fates = " + ".join(f"{rows[fate]:,} {fate}" for fate in FATES)
    postings = status.postings
    return [
        ("Rows", f"{rows['received']:,} received = {fates}"),
        (
            "People",
            f"{status.people:,}; {status.duplicates['linked']:,} second registrations linked to them, "
            f"{status.duplicates['held']:,} pairs to look at",
        ),
        (
            "Postings",
            f"{postings['accepted']:,} texts known, {postings['confirm']:,} to confirm, "
            f"{postings['review']:,} to review" + _unresolved(postings["unresolved"]),
        ),
        ("Sessions", f"{road.sessions:,} with {road.capacity:,} seats"),
        ("Placed", f"{road.placed:,}; {road.waiting:,} standby; {_unplaced(status)}"),
        (
            "Lists",
            f"{road.lists:,} of {road.sessions:,} published, naming {road.listed:,} people; "
            f"{status.packs_verified:,} packs written and read back; {status.tomorrow.seen:,} of "
            f"{status.tomorrow.sessions:,} lists of tomorrow seen by who is in charge",
        ),
        (
            "Told",
            f"{road.delivered:,} of {notices['due']:,} delivered, {road.by_voice:,} by voice; "
            f"{road.on_the_way:,} on the way; {status.to_call:,} to be called",
        ),
        ("Answers", f"{road.will_come:,} will come, {road.will_not_come:,} will not"),
        ("Arrived", _turnout(road)),
    ]


def _turnout(road: PlaceCounts) -> str:
    if not road.arrived and not road.absent:
        return "nothing is recorded at sites yet"
    return (
        f"{road.arrived:,} came, {road.vaccinated:,} got a dose, {road.not_given:,} none for a reason; "
        f"{road.absent:,} listed people did not come; {road.to_close:,} sessions are not closed yet"
    )


def _unresolved(count: int) -> str:
    return f", {count:,} not looked at yet (run `teeka resolve`)" if count else ""


def _unplaced(status: Status) -> str:
    count = sum(status.unplaced.values())
    parts = [f"{count:,} unplaced"]
    parts += [f"    {number:,}: {_reason(code)}" for code, number in status.unplaced.items()]
    if status.excluded:
        parts[0] += f", {status.excluded:,} excluded"
    if status.unanswered:
        parts[0] += f", {status.unanswered:,} not yet allotted"
    return f"\n{'':<13}".join(parts)


def _reason(code: str) -> str:
    return UNPLACED_WORDS[Reason(code)][0] if code in set(Reason) else code
