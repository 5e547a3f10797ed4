"""Says which forms a session has, and what became of each that nobody used.

Locks: the session's row, as recording does, so that no form is declared void while somebody uses it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Form
from teeka.apps.siteday.queries.forms import Became, IssuedForm, issued_counts, issued_forms, printed_counts
from teeka.apps.siteday.services.refusing import NO_SUCH_SESSION, RecordRefused, still_open
from teeka.rules.form_numbers import (
    FORM_REFUSAL_WORDS,
    FormCounts,
    FormKind,
    FormNumber,
    form_number,
    form_numbers,
    read_form_number,
)

LONGEST_REASON = 200
VOID_NEEDS_A_REASON = (
    "Say why the form is void. Nothing was changed.",
    "बताएँ कि फ़ॉर्म क्यों रद्द है। कुछ नहीं बदला गया।",
)
FORM_IS_USED = (
    "Form {number} is used: a visit is recorded with it. Compare it with the paper. Nothing was changed.",
    "फ़ॉर्म {number} उपयोग हो चुका है: उससे एक व्यक्ति दर्ज है। काग़ज़ से मिलाएँ। कुछ नहीं बदला गया।",
)
OTHER_COUNT = (
    "{counted} blank forms were counted, and {left} forms have no fate. Say which are void, record which "
    "are used, and count again. Nothing was changed.",
    "{counted} ख़ाली फ़ॉर्म गिने गए, पर {left} फ़ॉर्म का पता नहीं है। जो रद्द हैं बताएँ, जो उपयोग हुए दर्ज करें, "
    "फिर गिनें। कुछ नहीं बदला गया।",
)


def issue_forms(session: Session) -> FormCounts:
    """Issue the numbers that the session's packs hold; the same ones however often it is called.

    Whoever prints calls it; recording does so too, for paper that was printed elsewhere.
    """
    printed = printed_counts(session)
    wanted = [
        Form(district_code=session.district_code, session=session, number=number, kind=kind)
        for kind in FormKind
        for number in form_numbers(session.code, kind, printed.of(kind))
    ]
    if len(wanted) != sum((counts := issued_counts(session)).of(kind) for kind in FormKind):
        Form.objects.bulk_create(wanted, ignore_conflicts=True)
        return printed
    return counts


def forms_of_session(session_code: str) -> list[IssuedForm]:
    """All that were printed for it, with what became of each. Raises RecordRefused."""
    session = Session.objects.filter(code=session_code).first()
    if session is None:
        raise RecordRefused(NO_SUCH_SESSION)
    issue_forms(session)
    return issued_forms(session)


def declare_void(session_code: str, typed: Sequence[str], *, reason: str, by: str, now: datetime) -> None:
    """These forms were spoilt. Raises RecordRefused, and changes nothing then."""
    if not reason.strip():
        raise RecordRefused(VOID_NEEDS_A_REASON)
    with transaction.atomic():
        session = _held(session_code)
        forms = {form.number: form for form in issued_forms(session)}
        numbers = [_number_of(text, session) for text in typed]
        for number in numbers:
            if forms[number].became is Became.USED:
                raise RecordRefused(_filled(FORM_IS_USED, number=number))
        _declare(session, numbers, Form.State.VOID, reason.strip()[:LONGEST_REASON], by=by, now=now)


def declare_blank(session_code: str, *, counted: int, by: str, now: datetime) -> int:
    """All forms of which nothing is known lie there blank; somebody counted them.

    Raises RecordRefused when the count is another one than what is left.
    """
    with transaction.atomic():
        session = _held(session_code)
        left = [form.number for form in issued_forms(session) if form.became is Became.OPEN]
        if len(left) != counted:
            raise RecordRefused(_filled(OTHER_COUNT, counted=counted, left=len(left)))
        _declare(session, left, Form.State.BLANK, "", by=by, now=now)
        return len(left)


def take_back_fate(session_code: str, typed: str, *, by: str, now: datetime) -> None:
    """A form that was declared void or blank is neither. Raises RecordRefused."""
    with transaction.atomic():
        session = _held(session_code)
        _declare(session, [_number_of(typed, session)], Form.State.ISSUED, "", by=by, now=now)


def _held(session_code: str) -> Session:
    session = Session.objects.select_for_update(of=("self",)).filter(code=session_code).first()
    if session is None:
        raise RecordRefused(NO_SUCH_SESSION)
    still_open(session)
    issue_forms(session)
    return session


def _number_of(typed: str, session: Session) -> str:
    read = read_form_number(typed, session_code=session.code, printed=issued_counts(session))
    if isinstance(read, FormNumber):
        return form_number(session.code, read)
    english, hindi = FORM_REFUSAL_WORDS[read]
    raise RecordRefused((f"{typed}: {english}", f"{typed}: {hindi}"))


def _declare(
    session: Session, numbers: Sequence[str], state: Form.State, reason: str, *, by: str, now: datetime
) -> None:
    Form.objects.filter(session=session, number__in=numbers).update(
        state=state, reason=reason, said_by=by, said_at=now
    )
    record_event(
        action=f"forms.{state.value}", subject_type="session", subject_id=session.code, by=by, now=now,
        district_code=session.district_code, detail={"forms": len(numbers)},
    )  # fmt: skip


def _filled(words: tuple[str, str], **values: object) -> tuple[str, str]:
    return words[0].format(**values), words[1].format(**values)
