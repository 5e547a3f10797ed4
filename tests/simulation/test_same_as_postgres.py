"""What the simulator's tables answer, PostgreSQL answers: each statement, on whole histories."""

import pytest

from tests.simulation.history import live_through
from tests.simulation.sql.statements import Statements
from tests.simulation.sql.words import NotUnderstood
from tests.simulation.twin import plain_rows, twin_in
from tests.simulation.world import SHAPE, Kept

HISTORIES = 40


def test_each_statement_of_a_history_answers_as_in_postgres(fresh_database: str) -> None:
    statements: set[str] = set()
    with twin_in(fresh_database, SHAPE) as twin:
        for seed in range(HISTORIES):
            kept = Kept()
            assert live_through(seed, kept) == ""
            twin.begin(kept.first_rows)
            assert twin.live_again(kept.log) == [], f"seed {seed}"
            theirs, ours = plain_rows(twin.rows(), SHAPE), plain_rows(kept.last_rows, SHAPE)
            assert {t: (theirs[t] - ours[t], ours[t] - theirs[t]) for t in ours if theirs[t] != ours[t]} == {}
            statements |= {text for _, said in kept.log for text, _, _ in said}

    assert (
        len(statements) > 25
    )  # all of the dispatcher's and the steward's, but for those of routes and texts


@pytest.mark.parametrize(
    "text",
    [
        "SELECT rank() OVER (ORDER BY attempt) FROM notices_outbox",
        "SELECT message_id FROM notices_outbox RIGHT JOIN notices_message m ON m.id = message_id",
        "SELECT lower(state) FROM notices_outbox",
        "WITH gone AS (DELETE FROM notices_outbox RETURNING *) SELECT state FROM notices_outbox",
    ],
)
def test_what_the_simulator_does_not_understand_it_refuses(text: str) -> None:
    with pytest.raises(NotUnderstood):
        Statements(SHAPE)(text)
