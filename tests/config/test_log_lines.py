"""What stands in web.log: the lines are read as they are written."""

import ast
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DataError
from django.test import Client

from teeka.apps.notices.services.routes import REHEARSAL
from teeka.config.log_lines import FIELDS, LogLines
from teeka.doors.callbacks import gateways

SOURCE = Path(__file__).parents[2] / "src" / "teeka"
SECRET = settings.TEEKA_CALLBACK_SECRET


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, LogLines)]
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    former = handler.setStream(stream)
    yield stream
    handler.setStream(former)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("post", f"/gateway/receipts/{SECRET}/", 404),
        ("post", f"/gateway/receipt/{SECRET}/bsnl", 404),
        ("get", f"/gateway/receipts/{SECRET}/two words", 404),
        ("post", f"/gateway/receipts/{SECRET[:-1]}/bsnl", 404),
        ("post", f"/gatewy/receipts/{SECRET}/bsnl", 404),
        ("post", f"//gateway/receipts/{SECRET}/bsnl", 404),
        ("put", f"/gateway/receipts/{SECRET}/bsnl", 405),
        ("put", f"/gateway/replies/{SECRET}/bsnl", 405),
        ("get", "/nowhere/9812345670/", 404),
    ],
    ids=range(9),  # the addresses are others in each process: their secret is made anew
)
def test_no_address_that_failed_stands_in_the_log(
    method: str, path: str, status: int, client: Client, written: io.StringIO
) -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)

    answer = client.generic(method, path)

    assert answer.status_code == status
    assert f"status_code={status}" in written.getvalue()
    assert SECRET[:-1] not in written.getvalue()
    assert "9812345670" not in written.getvalue()


@pytest.mark.django_db
def test_a_callback_that_was_refused_is_logged_with_its_route_and_without_its_secret(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise gateways.CallbackRefused

    monkeypatch.setattr(gateways, "store", refuses)

    client.post(f"/gateway/receipts/{SECRET}/bsnl", "{}", content_type="application/json")

    assert written.getvalue().splitlines() == [
        "a callback was refused route=bsnl",
        "Forbidden: (its page) status_code=403 page=receipts/<str:secret>/<slug:route_code>",
    ]


@pytest.mark.django_db
def test_a_callback_that_breaks_us_leaves_its_trace_and_not_its_secret(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(gateways, "store", breaks)
    client.raise_request_exception = False

    answer = client.post(f"/gateway/receipts/{SECRET}/bsnl", "{}", content_type="application/json")

    assert answer.status_code == 500
    assert "Traceback" in written.getvalue()
    assert SECRET not in written.getvalue()


@pytest.mark.django_db
def test_a_callback_that_is_spooled_says_why(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise DataError("9812345670")

    monkeypatch.setattr(gateways, "store", fails)

    client.post(f"/gateway/receipts/{SECRET}/{REHEARSAL}", "{}", content_type="application/json")

    assert written.getvalue() == "a callback is spooled fault=DataError\n"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("bsnl-2", "bsnl-2"),
        ("ValueError", "ValueError"),
        (403, "403"),
        (123456789, "123456789"),
        (9812345670, "?"),
        ("98123-45670", "?"),
        ("Asha Devi", "?"),
        ("आशा", "?"),
        ("9812345670", "?"),
        ("+91 98123 45670", "?"),
        ("x\nroute=forged", "?"),
        ("", None),
    ],
)
def test_a_field_is_printed_only_where_it_is_plain(
    value: object, printed: str | None, written: io.StringIO
) -> None:
    logging.getLogger("teeka").warning("said", extra={"route": value})

    assert written.getvalue() == ("said\n" if printed is None else f"said route={printed}\n")


def test_a_field_that_nobody_allowed_is_not_printed(written: io.StringIO) -> None:
    logging.getLogger("teeka").warning("said", extra={"person": "Asha", "fault": "ValueError"})

    assert written.getvalue() == "said fault=ValueError\n"


def test_every_field_that_the_code_gives_is_printed() -> None:
    given = {
        str(key.value)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "extra" and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }

    assert given
    assert given <= set(FIELDS)
