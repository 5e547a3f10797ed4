"""The database goes away under a running web: the reader is told; the same web works when it is back."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests import early
from tests.homes import own_home
from tests.journeys.web import free_port, start_web

# Whoever may be logged in is looked up in the database.
SOMEBODY = {"Cookie": "sessionid=0123456789abcdefghijklmnopqrstuv"}


@pytest.fixture
def page(fresh_database: str) -> Iterator[str]:
    with own_home(DATABASE_URL=fresh_database) as home:
        port = free_port()
        web = start_web(home, port)
        yield f"http://127.0.0.1:{port}/people/"
        web.terminate()
        web.communicate(timeout=30)


def read(page: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(page, headers=SOMEBODY), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def open_to_connections(database: str, is_open: bool) -> None:
    name = urlsplit(database).path[1:]
    with early.connect_as_superuser() as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_open}")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def test_a_page_says_that_the_database_is_away_and_works_again_when_it_is_back(
    page: str, fresh_database: str
) -> None:
    assert read(page)[0] == 200  # the login page
    open_to_connections(fresh_database, False)
    try:
        for _ in range(3):  # on connections that were open, and on new ones
            status, told = read(page)
            assert status == 503
            assert "The database does not answer" in told
            assert "डेटाबेस उत्तर नहीं दे रहा" in told
    finally:
        open_to_connections(fresh_database, True)
    assert read(page)[0] == 200
