"""The ledger's rows and figures, counted from what was handed over, reported, said and answered."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.notices.models import Attempt, CallOutcome, Canary, Message, Route, Settled
from teeka.apps.readiness.queries.ledger import SORTS, About, LedgerWanted, ledger
from teeka.apps.readiness.queries.ledger_figures import (
    CanaryFigures,
    call_figures,
    canary_figures,
    route_figures,
)
from teeka.rules.messages.ledger import Became, Way
from teeka.rules.permissions import Jurisdiction
from tests.apps.readiness.published import BEFORE
from tests.apps.readiness.state import GAYA, PATNA, Told, everybody_told

pytestmark = pytest.mark.django_db
PATNA_ONLY = Jurisdiction(frozenset({PATNA}))


@pytest.fixture
def told() -> Told:
    state = everybody_told()
    Route.objects.filter(code="rehearsal").update(paise_a_segment=Decimal("12.5"))
    _called(state, "no_answer")
    _called(state, "will_come")
    return state


def _called(told: Told, outcome: str, channel: str = "voice") -> None:
    CallOutcome.objects.create(
        district_code=PATNA, appointment=told.dev_place, session_id=told.session.pk, outcome=outcome,
        channel=channel, note="", made_by="rekha", made_at=BEFORE + timedelta(hours=2),
    )  # fmt: skip


def _delivered_after(message: Message, minutes: float) -> None:
    Settled.objects.filter(message=message).update(state_at=BEFORE + timedelta(minutes=minutes))


def test_each_message_call_and_answer_is_one_row_the_newest_first(told: Told) -> None:
    _called(told, "will_not_come", channel="sms")

    rows, total = ledger(PATNA_ONLY, LedgerWanted())

    assert total == 5
    assert {(row.full_name, row.way, row.said) for row in rows} == {
        (told.asha.full_name, "rehearsal", "delivered"),
        (told.dev.full_name, "none", "suppressed"),
        (told.dev.full_name, "voice", "no_answer"),
        (told.dev.full_name, "voice", "will_come"),
        (told.dev.full_name, "sms", "will_not_come"),
    }
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)


def test_a_trial_message_is_a_row_of_no_person_and_what_was_paid_for_it_a_figure() -> None:
    route = Route.objects.create(
        code="air", adapter="cdac", paise_a_segment=Decimal("12.5"), changed_at=BEFORE, changed_by="rekha"
    )
    for number, (state, code, key) in enumerate(
        (
            ("delivered", "", "air:1"), ("sent", "", "air:2"), ("lost", "", None),
            ("failed", "no receipt", None), ("failed", "bad header", None),
            ("not_sent", "", None), ("trusted", "", None),
        )
    ):  # fmt: skip
        Canary.objects.create(
            route=route, reference=UUID(int=number), state=state, code=code, receipt_key=key, text="Trial",
            began_at=BEFORE + timedelta(minutes=number), settled_at=None if state == "sent" else BEFORE,
        )  # fmt: skip
    everything = About(has_canaries=True)

    rows, total = ledger(PATNA_ONLY, LedgerWanted(everything, way=Way.CANARY))

    assert total == 5
    assert sorted((row.way, row.said, row.text, row.segments) for row in rows) == [
        ("air", said, "Trial", 1)
        for said in ("accepted", "delivered", "rejected", "unconfirmed", "undelivered")
    ]
    assert {(row.kind, row.full_name, row.reference, row.session_code) for row in rows} == {
        ("canary", "", None, "")
    }
    assert canary_figures() == CanaryFigures(5, 1, 1, 3, segments=4, rupees=Decimal("0.5"))
    assert ledger(PATNA_ONLY, LedgerWanted(everything, way="air"))[1] == 0  # the figure beside it counts none
    assert ledger(PATNA_ONLY, LedgerWanted(everything, became=Became.DELIVERED))[1] == 1
    for sort in SORTS:
        assert ledger(PATNA_ONLY, LedgerWanted(everything, sort=sort))[1] == 5
    assert ledger(PATNA_ONLY, LedgerWanted()) == ([], 0)
    assert ledger(PATNA_ONLY, LedgerWanted(About(on=BEFORE.date(), has_canaries=True)))[1] == 0


def test_another_district_sees_nothing_of_it(told: Told) -> None:
    elsewhere = Jurisdiction(frozenset({GAYA}))
    assert ledger(elsewhere, LedgerWanted()) == ([], 0)
    assert route_figures(elsewhere, About()) == []


@pytest.mark.usefixtures("told")
def test_it_is_narrowed_by_day_session_route_and_outcome(told: Told) -> None:
    def found(wanted: LedgerWanted) -> list[str]:
        return sorted(row.said for row in ledger(PATNA_ONLY, wanted)[0])

    assert len(found(LedgerWanted(About(on=told.session.held_on)))) == 4
    assert found(LedgerWanted(About(on=told.session.held_on + timedelta(days=1)))) == []
    assert len(found(LedgerWanted(About(session_code=told.session.code)))) == 4
    assert found(LedgerWanted(About(session_code="another"))) == []
    assert found(LedgerWanted(way="voice")) == ["no_answer", "will_come"]
    assert found(LedgerWanted(became=Became.TOLD)) == ["will_come"]
    assert found(LedgerWanted(became=Became.NOT_SENT)) == ["suppressed"]
    assert found(LedgerWanted(search=f"{told.asha.reference:014d}")) == ["delivered"]
    assert found(LedgerWanted(search=told.asha.full_name)) == ["delivered"]


def test_a_facility_sees_its_staff_wherever_they_are_placed_and_who_comes_to_it(told: Told) -> None:
    own = PATNA_ONLY.narrowed_to_facility(told.asha.posting.facility_id or 0)
    assert ledger(own, LedgerWanted())[1] == 4
    assert ledger(own, LedgerWanted(About(is_of_staff=True)))[1] == 4
    assert ledger(PATNA_ONLY.narrowed_to_facility(999_999), LedgerWanted())[1] == 0


@pytest.mark.parametrize("sort", ["at", "name", "what", "session", "way", "said"])
def test_it_can_be_sorted_by_each_column(told: Told, sort: str) -> None:
    rows, total = ledger(PATNA_ONLY, LedgerWanted(sort=sort, is_descending=False))
    assert len(rows) == total == 4


@pytest.mark.parametrize(
    ("minutes", "soon"), [(0.9, (1, 1, 1)), (4, (0, 1, 1)), (29, (0, 0, 1)), (31, (0, 0, 0))]
)
def test_how_soon_is_counted_from_the_first_handing_over(
    told: Told, minutes: float, soon: tuple[int, int, int]
) -> None:
    _delivered_after(told.asha_message, minutes)
    Attempt.objects.create(
        message_id=told.asha_message.pk, district_code=PATNA, attempt=2, answer="accepted",
        send_started_at=BEFORE + timedelta(minutes=minutes), answered_at=BEFORE,
    )  # fmt: skip

    figures = next(row for row in route_figures(PATNA_ONLY, About()) if row.way == "rehearsal")

    assert (figures.within_1, figures.within_5, figures.within_30) == soon
    for after, expected in zip((1, 5, 30), soon, strict=True):
        assert ledger(PATNA_ONLY, LedgerWanted(within_minutes=after))[1] == expected


def test_every_segment_that_a_provider_took_is_paid_for(told: Told) -> None:
    Attempt.objects.create(
        message_id=told.asha_message.pk, district_code=PATNA, attempt=2, answer="accepted",
        send_started_at=BEFORE, answered_at=BEFORE,
    )  # fmt: skip

    by_way = {figures.way: figures for figures in route_figures(PATNA_ONLY, About())}

    assert (by_way["rehearsal"].segments, by_way["rehearsal"].rupees) == (2, Decimal("0.25"))
    assert (by_way["none"].segments, by_way["none"].rupees) == (0, None)  # Dev's was sent nowhere


def test_figures_add_up_to_the_rows_that_they_open(told: Told) -> None:
    for figures in route_figures(PATNA_ONLY, About()):
        groups = {
            Became.DELIVERED: figures.delivered, Became.ON_THE_WAY: figures.on_the_way,
            Became.NOT_DELIVERED: figures.not_delivered, Became.NOT_SENT: figures.not_sent,
        }  # fmt: skip
        assert sum(groups.values()) == figures.messages
        for became, count in groups.items():
            assert ledger(PATNA_ONLY, LedgerWanted(way=figures.way, became=became))[1] == count
    assert [(call.way, call.told, call.not_reached) for call in call_figures(PATNA_ONLY, About())] == [
        ("voice", 1, 1)
    ]


def test_more_rows_cost_no_more_statements(told: Told) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            ledger(PATNA_ONLY, LedgerWanted())
            route_figures(PATNA_ONLY, About())
            call_figures(PATNA_ONLY, About())
        return len(seen)

    few = statements()
    for _ in range(20):
        _called(told, "no_answer")
    assert statements() == few == 4
