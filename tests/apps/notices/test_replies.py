"""Yes keeps a seat, no frees it for who stands by, and what only a person can read waits for one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Absence, Appointment, Unplaced
from teeka.apps.allotment.services import allot_people
from teeka.apps.allotment.services.declining import decline_place
from teeka.apps.allotment.services.refusals import AllotmentRefused
from teeka.apps.notices import queries
from teeka.apps.notices.models import CallOutcome, Message, Outbox, Reply
from teeka.apps.notices.services.calls import record_answer
from teeka.apps.notices.services.publishing import publish_lists
from teeka.apps.notices.services.replies import Read, read_replies, settle_reply, store_replies
from teeka.apps.notices.services.reply_lines import LineRefused, set_reply_line
from teeka.apps.notices.services.texts import unapproved_texts
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Session
from teeka.rules.messages.answers import Inbound
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.messages.replies import Meaning, Reading, code_of, read_reply
from tests import make
from tests.apps.notices.people import settle, standings
from tests.conftest import web_role

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
LINE = "56161"


@pytest.fixture
def tomorrow() -> Session:
    """Asha has one of two seats at Phulwari; Chitra and Esha stand by, in this order."""
    make.district()
    centre = make.facility("F1", name="PHC Phulwari")
    works = make.posting(centre)
    session = make.session(centre, capacity=2)
    make.seat(make.person("Asha", works, language="en"), session)
    for rank, name in enumerate(("Chitra", "Esha"), start=1):
        Unplaced.objects.create(
            district_code=make.PATNA, campaign=session.campaign, beneficiary=make.person(name, works), dose=1,
            reason="SESSIONS_FULL", standby_session=session, standby_rank=rank,
        )  # fmt: skip
    return session


def told(session: Session, *names: str) -> None:
    publish_lists([session.pk], now=NOW, by="officer", reason="")
    for name in names:
        settle(name, "delivered", now=NOW)


def write(name: str, text: str, *, to: str = LINE) -> Reply:
    """What somebody writes, read as the worker reads it."""
    number = Beneficiary.objects.get(full_name=name).mobile
    store_replies(route_code="air", inbound=[Inbound(f"91{number}", to, text)], now=NOW)
    read_replies(now=NOW)
    return Reply.objects.latest("pk")


def seated() -> list[str]:
    live = Appointment.objects.filter(cancelled_at=None).order_by("pk")
    return list(live.values_list("beneficiary__full_name", flat=True))


def assert_seats_are_true() -> None:
    for session in Session.objects.all():
        assert session.taken == session.appointments.filter(cancelled_at=None).count() <= session.capacity


def test_yes_is_kept_as_an_answer_and_the_person_counts_as_told(tomorrow: Session) -> None:
    told(tomorrow, "Asha")

    reply = write("Asha", "हाँ")

    assert (reply.state, reply.district_code, reply.settled_by) == ("taken", make.PATNA, "")
    answer = CallOutcome.objects.get()
    assert (answer.outcome, answer.channel, answer.note) == ("will_come", "sms", "हाँ")
    assert seated() == ["Asha"]


def test_no_frees_the_seat_and_the_first_who_stands_by_is_invited_at_once(tomorrow: Session) -> None:
    told(tomorrow, "Asha")

    write("Asha", "NO")

    assert seated() == ["Chitra"]
    place = Appointment.objects.get(cancelled_at=None)
    assert (place.origin, place.is_pinned, place.reasons) == ("standby", False, ["FROM_STANDBY"])
    assert place.slot_at == Appointment.objects.exclude(cancelled_at=None).get().slot_at
    assert [said[:2] for said in standings()] == [("Asha", "invitation"), ("Chitra", "invitation")]
    assert Outbox.objects.get().message.beneficiary.full_name == "Chitra"
    assert Unplaced.objects.get(beneficiary__full_name="Asha").reason == "DECLINED"
    assert not Unplaced.objects.filter(beneficiary__full_name="Chitra").exists()
    assert_seats_are_true()


def test_no_plan_gives_another_place_to_who_said_no(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    write("Asha", "nahi")

    allot_people(by="officer", now=NOW)

    assert sorted(seated()) == ["Chitra", "Esha"]
    assert Unplaced.objects.get().reason == "DECLINED"


def test_who_may_not_come_is_passed_over_for_the_next_who_stands_by(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    Absence.objects.create(
        beneficiary=Beneficiary.objects.get(full_name="Chitra"), district_code=make.PATNA, kind="leave",
        first_on=tomorrow.held_on, last_on=tomorrow.held_on, made_by="officer", made_at=NOW,
    )  # fmt: skip

    write("Asha", "no")

    assert seated() == ["Esha"]


def test_a_no_by_voice_frees_the_seat_as_well(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    place = Appointment.objects.get(cancelled_at=None)

    record_answer(appointment_id=place.pk, outcome=CallOutcomeKind.WILL_NOT_COME, by="Binod", now=NOW)

    assert seated() == ["Chitra"]


@pytest.mark.parametrize(("line", "outcome"), [("80001", "will_come"), ("80002", "will_not_come")])
def test_a_call_that_nobody_takes_up_is_an_answer(line: str, outcome: str, tomorrow: Session) -> None:
    for number, kind in (("80001", "rings_yes"), ("80002", "rings_no")):
        set_reply_line(number=number, kind=kind, is_on=True, by="officer", now=NOW)
    told(tomorrow, "Asha")

    write("Asha", "", to=line)

    answer = CallOutcome.objects.get()
    assert (answer.outcome, answer.channel) == (outcome, "missed_call")


def test_what_only_a_person_can_read_waits_for_one_who_settles_it_once(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    reply = write("Asha", "will come on the 18th")
    (row,) = queries.unclear_replies(now=NOW)
    assert (row.reply_id, row.full_name, row.text) == (reply.pk, "Asha", "will come on the 18th")
    assert row.appointment_id is not None

    first = settle_reply(reply.pk, appointment_id=row.appointment_id, meaning=Meaning.NO, by="Binod", now=NOW)
    again = settle_reply(reply.pk, appointment_id=row.appointment_id, meaning=Meaning.YES, by="Dev", now=NOW)

    assert (first, again) == (True, False)
    reply.refresh_from_db()
    assert (reply.state, reply.settled_by) == ("taken", "Binod")
    assert seated() == ["Chitra"]


def test_what_answers_nothing_is_set_aside(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    reply = write("Asha", "who is this?")

    assert settle_reply(reply.pk, appointment_id=None, meaning=Meaning.UNCLEAR, by="Binod", now=NOW)

    assert queries.unclear_replies(now=NOW) == []
    assert queries.reply_counts() == {"set_aside": 1}
    assert not CallOutcome.objects.exists()


def test_a_yes_after_a_no_goes_to_a_person_for_the_seat_is_gone(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    write("Asha", "no")

    assert write("Asha", "yes").state == "unclear"
    assert seated() == ["Chitra"]


def test_of_a_household_the_digits_behind_the_name_say_who_answers(tomorrow: Session) -> None:
    set_reply_line(number=LINE, kind="text", keyword="TIKA", is_on=True, by="officer", now=NOW)
    asha = Beneficiary.objects.get(full_name="Asha")
    binod = make.person("Binod", asha.posting, mobile=asha.mobile, language="en")
    make.seat(binod, tomorrow)
    told(tomorrow, "Asha", "Binod")

    text = Message.objects.get(beneficiary=binod).text
    assert text.startswith(f"Binod ({code_of(binod.reference)}), your vaccination is on")
    assert "Answer TIKA YES or TIKA NO and the number behind your name to 56161." in text
    assert write("Asha", "TIKA NO").state == "unclear"
    assert write("Asha", f"tika no {code_of(binod.reference)}").state == "taken"
    assert sorted(seated()) == ["Asha", "Chitra"]


def test_who_has_a_number_alone_is_asked_without_digits_and_without_a_line_not_at_all(
    tomorrow: Session,
) -> None:
    told(tomorrow)
    assert "Answer" not in Message.objects.get().text
    set_reply_line(number=LINE, kind="text", is_on=True, by="officer", now=NOW)
    assert "invitation hi answer" in unapproved_texts()
    later = make.session(tomorrow.site.facility, on=tomorrow.held_on + timedelta(days=1))
    make.seat(make.person("Gita", make.posting(tomorrow.site.facility), language="en"), later)
    publish_lists([later.pk], now=NOW, by="officer", reason="")

    text = Message.objects.latest("pk").text
    assert text.startswith("Gita, your")
    assert "Answer YES or NO to 56161." in text


def test_a_reply_of_somebody_whom_nobody_expects_or_who_was_never_told_is_nobodys(tomorrow: Session) -> None:
    publish_lists([tomorrow.pk], now=NOW, by="officer", reason="")

    assert write("Asha", "yes").state == "nobody"  # planned, not sent
    assert write("Esha", "yes").state == "nobody"  # stands by and was told nothing
    store_replies(route_code="air", inbound=[Inbound("VM-HEALTH", LINE, "yes")], now=NOW)
    assert read_replies(now=NOW) == Read(0, 0)


def test_a_gateway_that_posts_again_answers_once(tomorrow: Session) -> None:
    told(tomorrow, "Asha")

    for _ in range(3):
        write("Asha", "yes")

    assert (Reply.objects.count(), CallOutcome.objects.count()) == (1, 1)


def test_officers_see_the_replies_of_their_district_and_no_others(tomorrow: Session) -> None:
    told(tomorrow, "Asha")
    write("Asha", "perhaps")
    with web_role():
        with scope([make.PATNA]):
            assert len(queries.unclear_replies(now=NOW)) == 1
        with scope([make.GAYA]):
            assert queries.unclear_replies(now=NOW) == []


def test_a_number_that_cannot_be_is_refused_and_only_one_is_named(tomorrow: Session) -> None:
    for number, keyword in (("12", ""), ("+9198", ""), ("५६१६१", ""), (LINE, "two words")):
        with pytest.raises(LineRefused):
            set_reply_line(number=number, kind="text", keyword=keyword, is_on=True, by="officer", now=NOW)
    set_reply_line(number=LINE, kind="text", is_on=True, by="officer", now=NOW)
    with pytest.raises(LineRefused, match="another_is_named"):
        set_reply_line(number="56162", kind="text", is_on=True, by="officer", now=NOW)


def test_of_hands_that_free_one_seat_at_once_one_does_and_one_standby_gets_it(tomorrow: Session) -> None:
    """Seen failing without the locks and without the condition on what is taken back."""
    told(tomorrow, "Asha")
    place = Appointment.objects.get(cancelled_at=None)
    barrier = threading.Barrier(4)

    def decline(_: int) -> bool:
        barrier.wait()
        try:
            decline_place(place.pk, said="no", by="officer", now=NOW)
        except AllotmentRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(decline, range(4)))

    assert done.count(True) == 1
    assert seated() == ["Chitra"]
    assert_seats_are_true()


def test_a_reply_that_breaks_its_reader_holds_up_none_behind_it(
    tomorrow: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tomorrow, "Asha")
    number = Beneficiary.objects.get(full_name="Asha").mobile
    for text in ("BREAK", "YES"):
        store_replies(route_code="air", inbound=[Inbound(number, LINE, text)], now=NOW)

    def read(text: str, keyword: str) -> Reading:
        if text == "BREAK":
            raise ValueError(text)
        return read_reply(text, keyword)

    monkeypatch.setattr("teeka.apps.notices.services.replies.read_reply", read)
    assert read_replies(now=NOW) == Read(2, 1)
    assert list(Reply.objects.order_by("pk").values_list("state", flat=True)) == ["unclear", "taken"]
    assert read_replies(now=NOW) == Read(0, 0)
