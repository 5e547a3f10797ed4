"""Who is in charge is told of an alarm by e-mail: once, in their language, without anybody's name."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from teeka.apps.accounts.models import Staff
from teeka.apps.accounts.services.staff import Place, StaffRefused, add_staff, set_email
from teeka.apps.notices.models import AlarmLetter, Route
from teeka.apps.notices.services.routes import set_route
from teeka.apps.readiness.services.watching import watch_promises
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.apps.readiness.published import BEFORE, STARTS
from tests.apps.readiness.state import GAYA, PATNA, Told, everybody_told
from tests.gateways.mail.serving import Mailbox, mail_server

RINGS_AT = STARTS - timedelta(hours=25)
MAIL: dict[str, Any] = {"host": "127.0.0.1", "security": "none", "sender": "teeka@health.example"}


@pytest.fixture
def told(db: None) -> Told:
    told = everybody_told()
    Route.objects.filter(code="rehearsal").update(is_on=False)
    set_route(code="sms", adapter="http", settings=rehearsal_settings(1), by="test", now=BEFORE)
    set_route(code="mail", adapter="smtp", settings=MAIL, by="test", now=BEFORE)
    for name, district, language in (("rekha", PATNA, "en"), ("mohan", PATNA, "hi"), ("gita", GAYA, "en")):
        add_staff(
            username=name, full_name=name, role="district", language=language,
            place=Place(10, district), email=f"{name}@health.example",
        )  # fmt: skip
    add_staff(username="clerk", full_name="x", role="district", place=Place(10, PATNA))
    return told


def test_each_officer_of_the_district_with_an_address_is_written_to_once(told: Told) -> None:
    for minute in range(-2, 3):
        watch_promises(now=RINGS_AT + timedelta(minutes=minute))

    letters = {letter.to_email: letter for letter in AlarmLetter.objects.all()}
    assert set(letters) == {"rekha@health.example", "mohan@health.example"}
    assert len(letters) == AlarmLetter.objects.count()
    english, hindi = letters["rekha@health.example"], letters["mohan@health.example"]
    assert english.subject == "Alarm: PHC Patna, 1 people not told"
    assert "(session S1): 1 people are not told yet." in english.text
    assert "told by 15-01-2026 09:00" in english.text
    assert hindi.subject.startswith("चेतावनी: ")
    assert not any("Dev" in letter.text for letter in letters.values())


def test_in_a_rehearsal_and_without_a_route_nobody_is(told: Told) -> None:
    Route.objects.filter(code="sms").update(is_on=False)
    watch_promises(now=RINGS_AT)
    Route.objects.filter(code="sms").update(is_on=True)
    Route.objects.filter(code="mail").update(is_on=False)
    watch_promises(now=RINGS_AT)

    assert not AlarmLetter.objects.exists()


def test_an_address_is_checked_and_can_be_taken_away(told: Told) -> None:
    with pytest.raises(StaffRefused):
        set_email(username="rekha", email="nowhere")
    assert set_email(username="Rekha", email="")
    assert Staff.objects.get(username="rekha").email is None
    assert not set_email(username="nobody", email="a@b.org")


@pytest.fixture(scope="module")
def queue() -> Iterator[Queue]:
    with queue_of_its_own() as queue:
        yield queue


LETTERS = """
WITH staff AS (
    INSERT INTO accounts_staff (username, full_name, role, language, is_active, password)
    VALUES ('rekha', 'x', 'district', 'en', true, '!') RETURNING id
), alarms AS (
    INSERT INTO notices_promisealarm (district_code, session_id, cause, people, began_at, ended_at)
    SELECT s.district_code, s.id, given.cause, 3, now(), given.ended_at
    FROM (SELECT * FROM planning_session LIMIT 1) s,
         (VALUES ('waiting', NULL), ('not_called', now())) AS given (cause, ended_at)
    RETURNING id, district_code, cause
)
INSERT INTO notices_alarmletter
    (district_code, alarm_id, staff_id, reference, to_email, language, subject, text, state, state_at, code)
SELECT alarms.district_code, alarms.id, staff.id, gen_random_uuid(), alarms.cause || '@health.example', 'en',
       'Alarm', 'Three people are not told.', 'queued', now(), ''
FROM alarms, staff
"""


def test_a_dispatcher_sends_the_letters_of_alarms_that_still_ring(queue: Queue) -> None:
    queue.fill(2)
    queue.sql.execute("UPDATE notices_outbox SET state = 'planned'")
    queue.sql.execute(LETTERS)
    mailbox = Mailbox()

    async def work() -> None:
        async with mail_server(mailbox) as port:
            queue.provider_route("smtp", {**MAIL, "port": port}, window=4, patience=300)
            queue.sql.execute("UPDATE notices_route SET channel = 'email'")
            statement = "SELECT count(*) FROM notices_alarmletter WHERE state = 'sent'"
            await queue._dispatch(lambda: queue.one(statement) == 1, 2, 20, {})

    asyncio.run(work())

    (raw,) = mailbox.letters
    found = message_from_bytes(raw, policy=default)
    assert (found["To"], found["Subject"]) == ("waiting@health.example", "Alarm")
    states = queue.sql.execute("SELECT state FROM notices_alarmletter ORDER BY to_email").fetchall()
    assert states == [("queued",), ("sent",)]
