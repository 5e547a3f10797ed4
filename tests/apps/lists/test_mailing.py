"""Packs by e-mail: locked, once a version, and a mail server that is away holds up nothing."""

import asyncio
import email
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.models import PackLetter
from teeka.apps.lists.queries.letters import letter_counts
from teeka.apps.lists.queries.places import verified_lists
from teeka.apps.lists.services.keeping import Keeper
from teeka.apps.lists.services.recipients import (
    RecipientRefused,
    password_of,
    set_recipient,
    shown_password,
)
from teeka.apps.notices.models import Route
from tests.apps.lists import publishing
from tests.gateways.mail.serving import Mailbox, mail_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
PHC = "BR-PAT-PHC1"


@contextmanager
def served(mailbox: Mailbox) -> Iterator[int]:
    """The port of a mail server in a thread of its own."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def serve() -> None:
        async with mail_server(mailbox) as port:
            ports.append(port)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield ports[0]
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
    loop.close()


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.TEEKA_HOME = tmp_path
    here = publishing.published_state(people=2)
    site = here.site
    site.facility = here.facility
    site.save()
    set_recipient(PHC, "incharge@phc.example", by="officer", now=NOW)
    return tmp_path


def route(port: int) -> None:
    Route.objects.create(
        code="mail", adapter="smtp", channel="email", changed_at=NOW, changed_by="officer",
        settings={"host": "127.0.0.1", "port": port, "security": "none", "sender": "teeka@state.example",
                  "timeout_seconds": 2},
    )  # fmt: skip


def kept(now: datetime = NOW, keeper: Keeper | None = None) -> Keeper:
    keeper = keeper or Keeper(lambda: now)
    keeper._clock = lambda: now
    assert keeper.until_settled(patience=30)
    return keeper


def test_the_pack_goes_locked_to_who_is_in_charge_and_only_once(home: Path) -> None:
    mailbox = Mailbox()
    with served(mailbox) as port:
        route(port)
        kept(NOW + timedelta(minutes=1), kept())
    (letter,) = (email.message_from_bytes(raw, policy=default) for raw in mailbox.letters)
    assert letter["To"] == "incharge@phc.example"
    (parcel,) = letter.iter_attachments()
    locked = parcel.get_content()
    password = password_of(PHC, 1)
    assert password not in letter.as_string()
    assert "Asha" not in letter.as_string()
    with pyzipper.AESZipFile(io.BytesIO(locked)) as archive:
        with pytest.raises(RuntimeError, match="password"):
            archive.read("due-list.csv")
        archive.setpassword(password.encode())
        folder = home / "lists" / "2026-01-16/patna/S1"
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }
    assert letter_counts(now=NOW)[:3] == (1, 1, 0)


def test_a_mail_server_that_is_away_holds_up_no_place_and_is_tried_again(home: Path) -> None:
    mailbox = Mailbox(answers={"DATA": "452 no room"})
    with served(mailbox) as port:
        route(port)
        keeper = kept()
        assert len(verified_lists(2, now=NOW)) == 1
        assert letter_counts(now=NOW) == (1, 0, 1, "SMTP 452")
        mailbox.answers.clear()
        kept(NOW + timedelta(seconds=1), keeper)
        assert PackLetter.objects.get().sent_at is None  # not before its time
        kept(NOW + timedelta(seconds=6), keeper)
        assert letter_counts(now=NOW)[:3] == (1, 1, 0)


def test_nobody_there_at_all_is_no_fault_of_the_packs(home: Path) -> None:
    route(9)
    kept()
    assert letter_counts(now=NOW)[:3] == (1, 0, 1)
    assert FrozenList.objects.count() == len(verified_lists(2, now=NOW)) == 1


def test_who_looked_at_a_password_is_written_down_and_another_address_gets_another(home: Path) -> None:
    first = shown_password(PHC, by="Asha", now=NOW)
    assert AuditEvent.objects.filter(action="pack.password_shown", by="Asha").count() == 1
    set_recipient(PHC, "other@phc.example", by="officer", now=NOW)
    assert shown_password(PHC, by="Asha", now=NOW) != first
    set_recipient(PHC, "", by="officer", now=NOW)
    with pytest.raises(RecipientRefused, match="Nobody"):
        shown_password(PHC, by="Asha", now=NOW)
    with pytest.raises(RecipientRefused, match="no e-mail address"):
        set_recipient(PHC, "not an address", by="officer", now=NOW)
