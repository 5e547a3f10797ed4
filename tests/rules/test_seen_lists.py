"""When somebody must ask after a list that nobody in charge has seen, and who is written to."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.seen_lists import (
    NUDGE_BEFORE,
    TIME_TO_LOOK,
    Officer,
    Unseen,
    is_overdue,
    link_ends_at,
    nudge_letter,
    officer_to_write,
)

STARTS = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)
minutes = st.integers(-60 * 72, 60 * 72).map(lambda number: timedelta(minutes=number))
officers = st.lists(
    st.builds(Officer, st.sampled_from(["a@x.in", "b@x.in", "c@x.in"]), st.sampled_from([None, 1, 2]))
)


@given(frozen=minutes, at=minutes, later=st.integers(1, 600), is_seen=st.booleans())
def test_a_list_is_asked_after_from_twenty_hours_before_and_never_too_early_too_late_or_when_seen(
    frozen: timedelta, at: timedelta, later: int, is_seen: bool
) -> None:
    frozen_at, now = STARTS + frozen, STARTS + at

    def overdue(moment: datetime) -> bool:
        return is_overdue(is_seen=is_seen, starts_at=STARTS, frozen_at=frozen_at, now=moment)

    if overdue(now):
        assert not is_seen
        assert STARTS - NUDGE_BEFORE <= now < STARTS
        assert now >= frozen_at + TIME_TO_LOOK
        then = now + timedelta(minutes=later)
        assert overdue(then) == (then < STARTS)  # it stays so until it is seen, or too late
    elif not is_seen and frozen_at + TIME_TO_LOOK <= now < STARTS:
        assert now < STARTS - NUDGE_BEFORE


@given(officers=officers, block=st.sampled_from([None, 1, 2, 3]))
def test_the_blocks_officer_is_written_to_else_the_districts_and_never_another_blocks(
    officers: list[Officer], block: int | None
) -> None:
    chosen = officer_to_write(officers, block)
    of_block = [one for one in officers if block is not None and one.block_code == block]
    of_district = [one for one in officers if one.block_code is None]
    assert chosen == next(iter(of_block + of_district), None)
    assert chosen == officer_to_write(officers, block)


@given(name=st.text(min_size=1), code=st.sampled_from(["S1", "PAT-7"]), is_officer=st.booleans())
def test_a_letter_has_one_line_as_subject_and_an_officer_is_not_sent_the_link(
    name: str, code: str, is_officer: bool
) -> None:
    unseen = Unseen(code, 3, name, "", STARTS)
    subject, text = nudge_letter(unseen, "https://teeka.example/pack/x/", is_officer=is_officer)
    assert len(subject.splitlines()) == 1
    assert ("https://" in text) is not is_officer
    assert code in text
    assert "3" in text


def test_a_link_opens_until_twelve_hours_after_the_session() -> None:
    assert link_ends_at(STARTS) == STARTS + timedelta(hours=12)
