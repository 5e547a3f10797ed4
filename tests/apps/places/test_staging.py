import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teeka.apps.places.staging import clear, stage

texts = st.none() | st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
nasty = st.sampled_from(["", "\\", "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", '"', ",", "'", "\\x41"])


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9), texts | nasty, nasty), max_size=5))
def test_every_text_comes_to_the_database_as_it_is(rows: list[tuple[int, str | None, str]]) -> None:
    frame = pl.DataFrame(rows, schema={"n": pl.Int64, "a": pl.String, "b": pl.String}, orient="row")

    with connection.cursor() as cursor:
        clear(cursor, "staged")
        stage(cursor, "staged", {"n": "int", "a": "text", "b": "text", "at": "int DEFAULT 7"}, frame)
        cursor.execute("SELECT n, a, b, at FROM staged")
        assert cursor.fetchall() == [(*row, 7) for row in rows]
