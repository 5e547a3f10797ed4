"""Bugs that a sending system is likely to have, each as a change of a few words of the real source.

A bug that no longer fits its place in the source says so, and must be planted anew: nothing here is a copy.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

HTTP = "teeka.gateways.sms.http.client"
LADDER = "teeka.rules.messages.ladder"
STATEMENTS = "teeka.apps.notices.dispatch.statements"
LANE = "teeka.apps.notices.dispatch.lane"
DOUBTS = "teeka.apps.notices.dispatch.doubts"
DISPATCHER = "teeka.apps.notices.dispatch.dispatcher"
RECEIPTS = "teeka.apps.notices.services.receipts"
SENDING = "teeka.apps.notices.services.sending"
WITHDRAWING = "teeka.apps.notices.services.withdrawing"
# All that may be changed, those below before those that import from them.
LOADED = (LADDER, HTTP, STATEMENTS, LANE, DOUBTS, DISPATCHER, RECEIPTS, SENDING, WITHDRAWING)


@dataclass(frozen=True)
class Bug:
    name: str
    module: str
    was: str
    becomes: str

    @contextmanager
    def planted(self) -> Iterator[None]:
        """While this lasts, the process has the bug."""
        _load(self)
        try:
            yield
        finally:
            _load(None)


def _load(bug: Bug | None) -> None:
    """Run the modules' sources again in their own names, one of them changed."""
    for name in LOADED:
        module = importlib.import_module(name)
        source = _source(module)
        if bug is not None and name == bug.module:
            assert source.count(bug.was) == 1, f"{bug.name}: {source.count(bug.was)} places like it in {name}"
            source = source.replace(bug.was, bug.becomes)
        exec(compile(source, str(module.__file__), "exec"), vars(module))


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


BUGS = (
    Bug(
        "a dispatcher that stood still sends under a lease that is over",
        LANE,
        "if not self._route.holds(submission):",
        "if not self._route:",
    ),
    Bug(
        "marked as sent before it is sent",
        LANE,
        "answers = await self._hand_over(submission, [self._outgoing(h) for h in going])\n"
        "        await self._mark_patiently(submission, going, answers, at[going[0].message_id], stop)",
        'answers = [Answer.accepted("") for _ in going]\n'
        "        await self._mark_patiently(submission, going, answers, at[going[0].message_id], stop)\n"
        "        answers = await self._hand_over(submission, [self._outgoing(h) for h in going])",
    ),
    Bug(
        "a lapsed lease queues again what may be on the wire",
        SENDING,
        "CASE o.state WHEN 'claimed' THEN 'queued' ELSE 'uncertain' END",
        "'queued'",
    ),
    Bug(
        "a receipt moves a state back",
        RECEIPTS,
        "s.state IN ('unconfirmed', 'rejected', 'undelivered', 'expired')\n  AND b.rank > CASE",
        "s.state IN ('unconfirmed', 'rejected', 'undelivered', 'expired', 'delivered')\n  AND b.rank <> CASE",
    ),
    Bug(
        "a fresh reference for each attempt",
        LANE,
        "return Outgoing(held.reference,",
        "return Outgoing(UUID(int=held.reference.int ^ (held.attempt - 1)),",
    ),
    Bug(
        "a mark without its fence",
        STATEMENTS,
        "WHERE o.message_id = given.message_id AND o.submission_id = $1 AND o.attempt = given.attempt\n"
        "  AND given.becomes <> 'rejected'",
        "WHERE o.message_id = given.message_id AND o.state <> 'planned' AND given.becomes <> 'rejected'",
    ),
    Bug(
        "an uncertain message sent again without being counted",
        DOUBTS,
        'again.append((doubt, "sent_at_risk", True))',
        'again.append((doubt, "sent_at_risk", False))',
    ),
    Bug(
        "an uncertain message sent again at once, whatever the route can do",
        LADDER,
        "if route.removes_doubles:",
        "if doubt.times_asked == 0:",
    ),
    Bug(
        "the answers of a batch matched by their place",
        HTTP,
        "str(found_at(result, self._settings.result_reference)): result\n            for result in results",
        "str(message.reference): result\n            for message, result in zip(messages, results)",
    ),
    Bug(
        "a withdrawn message still sent",
        STATEMENTS,
        "  AND (a.cancelled_at IS NULL OR m.purpose IN ('cancellation', 'correction'))\n",
        "",
    ),
    Bug(
        "what is on the wire taken back as unsent",
        WITHDRAWING,
        '"states": states_before(event),',
        '"states": [*states_before(event), "submitting"],',
    ),
    Bug(
        "what was perhaps sent called unsent",
        WITHDRAWING,
        "CASE WHEN is_perhaps_sent OR state = 'uncertain' THEN 'unconfirmed' ELSE %(becomes)s END",
        "%(becomes)s",
    ),
    Bug(
        "a receipt that comes before the answer dropped",
        RECEIPTS,
        "(o.state IN ('submitting', 'uncertain', 'accepted')",
        "(o.state IN ('uncertain', 'accepted')",
    ),
    Bug(
        "the reaper goes by its own clock",
        SENDING,
        "s.lease_until < clock_timestamp()",
        "s.lease_until < %(now)s",
    ),
    Bug(
        "an answer that cannot be known taken for a refusal",
        STATEMENTS,
        '"unknown": State.UNCERTAIN.value',
        '"unknown": State.QUEUED.value',
    ),
    Bug(
        "a doubt settled twice by two dispatchers",
        STATEMENTS,
        "WHERE o.message_id = given.message_id AND o.attempt = given.attempt AND o.state = 'uncertain'\n"
        "    RETURNING o.message_id, o.district_code, o.submission_id",
        "WHERE o.message_id = given.message_id\n    RETURNING o.message_id, o.district_code, o.submission_id",
    ),
    Bug(
        "what was perhaps sent on one route claimed by another",
        STATEMENTS,
        "(route_id = $1 OR (route_id IS NULL AND $5::bool))",
        "(route_id = $1 OR $5::bool)",
    ),
    Bug(
        "a reference that its own gateway alone removes the double of, let go to any",
        STATEMENTS,
        "route_id = CASE given.why WHEN 'same_reference' THEN o.route_id END,",
        "route_id = NULL,",
    ),
    Bug(
        "a claim whose lease nobody renews nor reaps",
        SENDING,
        "o.state IN ('claimed', 'submitting') AND s.lease_until",
        "o.state = 'submitting' AND s.lease_until",
    ),
)
