"""Bad changes: each is found, with its sentence in both languages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.what_if import (
    FAULT_WORDS,
    REFUSAL_WORDS,
    Fault,
    Known,
    KnownSession,
    KnownSite,
    Misread,
    difference_in_words,
    fault_in_words,
    faults_of,
    read_changes,
)

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)  # 20:30 in India
DAY = date(2026, 1, 16)


def session(code: str, *, site: int = 1, on: date = DAY, off: bool = False) -> KnownSession:
    starts = datetime(on.year, on.month, on.day, 3, 30, tzinfo=UTC)
    return KnownSession(code, site, "PHC", "", on, starts, 100, 40, off)


SESSIONS = [
    session("S1"), session("S2", on=DAY + timedelta(days=1)), session("OVER", on=date(2026, 1, 14)),
    session("OFF", off=True), session("T1", site=2),
]  # fmt: skip


def known(**more: Any) -> Known:
    to_come = [one for one in SESSIONS if one.starts_at > NOW and not one.is_called_off]
    values: dict[str, Any] = {
        "sessions": {one.code: one for one in SESSIONS},
        "sites": {
            "F1": KnownSite("F1", 1, "PHC", ""), "#1": KnownSite("#1", 1, "PHC", ""),
            "F2": KnownSite("F2", 2, "CHC", ""), "NEW": KnownSite("NEW", None, "HSC", ""),
        },
        "at_sites": to_come,
        "first_day": date(2026, 1, 10), "last_day": date(2026, 1, 31),
        "staff_share": 0.34, "crosses_borders": False, "may_change_rules": True, "now": NOW,
    }  # fmt: skip
    return Known(**(values | more))


def opening(**more: Any) -> dict[str, Any]:
    return {"change": "open", "site": "F1", "on": "2026-01-16", "seats": 50, **more}


OFF_S1 = {"change": "call_off", "session": "S1"}
SEATS_S1 = {"change": "seats", "session": "S1", "seats": 50}
CLOSE_F1 = {"change": "close_site", "site": "F1", "on": "2026-01-16", "until": "2026-01-17"}
FAULTY = [
    ([], Fault.NO_CHANGE, 0),
    ([{"change": "call_off", "session": "X"}], Fault.SESSION_UNKNOWN, 0),
    ([{"change": "call_off", "session": "OVER"}], Fault.SESSION_OVER, 0),
    ([{"change": "seats", "session": "OVER", "seats": 3}], Fault.SESSION_OVER, 0),
    ([{"change": "call_off", "session": "OFF"}], Fault.SESSION_CALLED_OFF, 0),
    ([{**SEATS_S1, "seats": 0}], Fault.SEATS_NOT_POSITIVE, 0),
    ([{**SEATS_S1, "seats": -5}], Fault.SEATS_NOT_POSITIVE, 0),
    ([opening(seats=0)], Fault.SEATS_NOT_POSITIVE, 0),
    ([opening(seats=5001)], Fault.SEATS_ABSURD, 0),
    ([{**SEATS_S1, "seats": 100}], Fault.SEATS_AS_BEFORE, 0),
    ([opening(site="NOWHERE")], Fault.SITE_UNKNOWN, 0),
    ([{**CLOSE_F1, "site": "NOWHERE"}], Fault.SITE_UNKNOWN, 0),
    ([opening(on="2026-01-13")], Fault.DATE_PAST, 0),
    ([opening(on="2026-01-14")], Fault.DATE_PAST, 0),
    ([{**CLOSE_F1, "on": "2026-01-02", "until": "2026-01-03"}], Fault.DATE_PAST, 0),
    ([opening(on="2026-02-01")], Fault.OUTSIDE_CAMPAIGN, 0),
    ([opening(starts="17:00", ends="09:00")], Fault.ENDS_BEFORE_START, 0),
    ([opening(starts="09:00", ends="09:00")], Fault.ENDS_BEFORE_START, 0),
    ([{**CLOSE_F1, "on": "2026-01-17", "until": "2026-01-16"}], Fault.ENDS_BEFORE_START, 0),
    ([{**CLOSE_F1, "on": "2026-01-20", "until": "2026-01-21"}], Fault.NOTHING_TO_CLOSE, 0),
    ([{**CLOSE_F1, "site": "NEW"}], Fault.NOTHING_TO_CLOSE, 0),
    ([opening(sessions=0)], Fault.SESSIONS_OUT_OF_RANGE, 0),
    ([OFF_S1, OFF_S1], Fault.SESSION_TWICE, 1),
    ([SEATS_S1, {**SEATS_S1, "seats": 60}], Fault.SESSION_TWICE, 1),
    ([opening(), opening(seats=10)], Fault.SESSION_TWICE, 1),
    ([OFF_S1, CLOSE_F1], Fault.SESSION_TWICE, 1),
    ([OFF_S1, SEATS_S1], Fault.CONTRADICTION, 1),
    ([SEATS_S1, CLOSE_F1], Fault.CONTRADICTION, 1),
    ([opening(), CLOSE_F1], Fault.CONTRADICTION, 1),
    ([CLOSE_F1, opening(site="#1")], Fault.CONTRADICTION, 1),
    ([{"change": "rules", "staff_share": 1.2}], Fault.SHARE_OUT_OF_RANGE, 0),
    ([{"change": "rules", "staff_share": "-0.1"}], Fault.SHARE_OUT_OF_RANGE, 0),
    ([{"change": "rules", "staff_share": "nan"}], Fault.SHARE_OUT_OF_RANGE, 0),
    ([{"change": "rules", "crosses_borders": False}], Fault.RULES_AS_BEFORE, 0),
    ([{"change": "rules", "staff_share": 0.5}, {"change": "rules", "crosses_borders": True}],
     Fault.RULES_TWICE, 1),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "fault", "at"), FAULTY)
def test_a_change_that_cannot_be_tried_is_named_with_its_fault(raw, fault, at):
    found = faults_of(read_changes(raw), known())
    assert [(where, what) for where, what, _ in found] == [(at, fault)]


def test_rules_are_the_states():
    found = faults_of(read_changes([{"change": "rules", "staff_share": 0.5}]), known(may_change_rules=False))
    assert [what for _, what, _ in found] == [Fault.RULES_ARE_THE_STATES]


def test_every_fault_is_met_in_these_tests():
    met = {fault for _, fault, _ in FAULTY} | {Fault.UNREADABLE, Fault.RULES_ARE_THE_STATES}
    assert met == set(Fault)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("call_off", "changes"), (7, "changes"), ([{}] * 201, "changes"), (["x"], "change"),
        ([{"change": "wipe"}], "change"), ([{"change": "call_off"}], "session"),
        ([{"change": "call_off", "session": 7}], "session"),
        ([{**SEATS_S1, "seats": "many"}], "seats"), ([{**SEATS_S1, "seats": True}], "seats"),
        ([{**SEATS_S1, "seats": "9" * 400}], "seats"), ([{**SEATS_S1, "seats": 5.5}], "seats"),
        ([opening(on="16-01-2026")], "on"), ([opening(on="2026-02-30")], "on"),
        ([opening(starts="25:00")], "starts"), ([opening(starts="09:00+02:00")], "starts"),
        ([opening(surprise=1)], "surprise"), ([opening(site="F\0")], "site"),
        ([{"change": "rules"}], "staff_share"), ([{"change": "rules", "crosses_borders": "maybe"}],
         "crosses_borders"), ([{"change": "rules", "staff_share": [1]}], "staff_share"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_the_field(raw, field):
    with pytest.raises(Misread) as caught:
        read_changes(raw)
    assert caught.value.field == field


GOOD = [
    opening(), opening(on="2026-01-15", starts="10:30"), opening(site="NEW", sessions="3"), OFF_S1,
    {"change": "seats", "session": "T1", "seats": "7"}, {**CLOSE_F1, "site": "F2"},
    {"change": "rules", "staff_share": 0, "crosses_borders": True}, {"change": "rules", "staff_share": "1"},
    {"change": "rules", "crosses_borders": "yes", "staff_share": ""},
]  # fmt: skip


@pytest.mark.parametrize("raw", GOOD)
def test_a_good_change_is_read_kept_and_read_again(raw):
    (change,) = read_changes([raw])
    assert faults_of([change], known()) == []
    assert read_changes([change.as_kept()]) == [change]


@given(st.lists(st.sampled_from([*GOOD, SEATS_S1, CLOSE_F1]), min_size=1, max_size=6))
def test_taking_out_the_faulty_changes_leaves_what_can_be_tried(raw):
    changes = read_changes(raw)
    while found := faults_of(changes, known()):
        assert all(0 <= at < len(changes) for at, _, _ in found)
        changes = [change for at, change in enumerate(changes) if at not in {at for at, _, _ in found}]
    assert changes


def test_every_sentence_stands_in_both_languages():
    for words in (*FAULT_WORDS.values(), *REFUSAL_WORDS.values()):
        english, hindi = words
        assert english.count("{detail}") == hindi.count("{detail}")
        assert english != hindi
    assert set(REFUSAL_WORDS) == set(type(next(iter(REFUSAL_WORDS))))
    assert "the number of seats" in fault_in_words(Fault.UNREADABLE, "seats", "en")
    assert "सीटों की संख्या" in fault_in_words(Fault.UNREADABLE, "seats", "hi")


def test_a_difference_is_said_in_numbers_or_said_to_be_none_of_number():
    then = {"waiting": 10, "seats": 100, "sessions": 3}
    assert difference_in_words(then, {**then, "waiting": 13, "seats": 60}, "en") == (
        "3 more people wait, 40 seats fewer"
    )
    assert "not the same ones" in difference_in_words(then, then, "en")
