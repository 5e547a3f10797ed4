"""A session's list by a link, without a login: what opens, what does not, and what counts as seen."""

import hashlib
import io
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.models import PackLink, SeenList
from teeka.apps.lists.queries.links import link_found, open_link, seen_counts
from teeka.apps.lists.services.links import (
    MOST_MISSES_OF_AN_ADDRESS,
    hash_of,
    link_path,
    withdraw_link,
)
from teeka.apps.lists.services.recipients import password_of, set_recipient
from teeka.apps.lists.services.writing import write_lists
from teeka.apps.planning.models import Session
from teeka.config.log_lines import LogLines
from teeka.shared import clock
from tests.apps.lists import publishing
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
STARTS = publishing.STARTS
NOW = STARTS - timedelta(hours=30)
PHC = "BR-PAT-PHC1"


@pytest.fixture
def here(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> publishing.Ground:
    settings.TEEKA_HOME = tmp_path
    settings.STATIC_ROOT = None
    at(monkeypatch, NOW)
    made = publishing.published_state(people=3)
    write_lists(now=NOW)
    return made


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def session() -> Session:
    return Session.objects.get(code="S1")


def path() -> str:
    return link_path(session().pk, by="rekha", now=NOW)


def ask(address: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    with web_role():
        client = Client(enforce_csrf_checks=True)
        return client.get(address, **more) if data is None else client.post(address, data, **more)


def next_version(here: publishing.Ground) -> None:
    places = [row.appointment for row in FrozenList.objects.get(version=1).rows.order_by("position")]
    publishing.frozen(here, session(), places[:2], version=2, reason="one fell ill")


def test_the_page_says_which_session_and_version_and_lets_the_files_be_taken(
    here: publishing.Ground, tmp_path: Path
) -> None:
    address = path()
    page = ask(address)
    assert page.status_code == 200
    words = page.content.decode()
    for expected in ("Primary Health Centre Phulwari", "S1", "Version 1", "due-list.pdf"):
        assert expected in words
    assert "Asha" not in words
    taken = ask(f"{address}file/", {"file": "due-list.pdf"})
    assert taken.content == (tmp_path / "lists/2026-01-16/patna/S1/due-list.pdf").read_bytes()
    assert taken["Content-Disposition"] == 'attachment; filename="S1-v1-due-list.pdf"'
    event = AuditEvent.objects.get(action="list.taken_by_link")
    assert event.detail == {"session": "S1", "version": 1, "file": "due-list.pdf"}


def test_looking_is_not_having_seen_and_a_press_is(here: publishing.Ground) -> None:
    address = path()
    ask(address)
    assert not SeenList.objects.exists()
    assert ask(f"{address}seen/", {"version": 1, "name": "  "}).status_code == 400
    assert ask(f"{address}seen/", {"version": 1, "name": "Dr  Rekha"}).status_code == 302
    ask(f"{address}seen/", {"version": 1, "name": "Somebody else"})
    seen = SeenList.objects.get()
    assert (seen.seen_by, seen.seen_at) == ("Dr Rekha", NOW)
    assert seen_counts(session().held_on) == (1, 1)
    assert "Dr Rekha has this version" in ask(address).content.decode()
    assert not AuditEvent.objects.filter(detail__icontains="Rekha").exists()


def test_a_newer_version_is_unseen_again_and_makes_the_older_void(here: publishing.Ground) -> None:
    address = path()
    ask(f"{address}seen/", {"version": 1, "name": "Rekha"})
    next_version(here)
    assert seen_counts(session().held_on) == (1, 0)
    late = ask(f"{address}seen/", {"version": 1, "name": "Rekha"})
    assert late.status_code == 409
    words = late.content.decode()
    assert "newer version came meanwhile" in words
    assert "Earlier versions are void" in words
    assert "being written" in words  # the folder still holds version 1, which is not given out as version 2
    write_lists(now=NOW)
    assert "due-list.pdf" in ask(address).content.decode()


def test_wrong_ended_withdrawn_links_and_sessions_that_fell_out_get_one_same_page(
    here: publishing.Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = path()
    wrong = ask("/pack/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")
    assert wrong.status_code == 404
    assert "इस लिंक से कुछ नहीं खुलता" in wrong.content.decode()
    assert "S1" not in wrong.content.decode()
    pages = [wrong]
    Session.objects.update(cancelled_at=NOW)
    pages.append(ask(address))
    Session.objects.update(cancelled_at=None)
    assert ask(address).status_code == 200
    at(monkeypatch, session().ends_at + timedelta(hours=12))
    pages.append(ask(address))
    at(monkeypatch, NOW)
    withdraw_link(session().pk, renews=True, reason="sent to the wrong person", by="rekha", now=NOW)
    pages += [ask(address), ask(f"{address}seen/", {"version": 1, "name": "x"})]
    assert {(page.status_code, page.content) for page in pages} == {(404, wrong.content)}
    assert path() != address
    assert ask(path()).status_code == 200
    assert not SeenList.objects.exists()


def test_every_answer_is_kept_by_nobody_indexed_by_nobody_and_tells_no_referrer(
    here: publishing.Ground,
) -> None:
    for answer in (ask(path()), ask("/pack/wrong/"), ask(f"{path()}file/", {"file": "due-list.csv"})):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer["Cache-Control"] == "no-store"


def test_who_guesses_is_stopped_and_a_right_link_opens_all_the_same(here: publishing.Ground) -> None:
    address = path()
    for number in range(MOST_MISSES_OF_AN_ADDRESS):
        assert ask(f"/pack/guess{number}/").status_code == 404
    refused = ask("/pack/another/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert AuditEvent.objects.filter(action="pack_link.missed").count() == MOST_MISSES_OF_AN_ADDRESS
    assert ask("/pack/another/", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert ask(address).status_code == 200


def test_a_damaged_or_missing_copy_is_not_given_out(here: publishing.Ground, tmp_path: Path) -> None:
    file = tmp_path / "lists/2026-01-16/patna/S1/due-list.csv"
    file.write_bytes(file.read_bytes().replace(b"Asha", b"Usha"))
    answer = ask(f"{path()}file/", {"file": "due-list.csv"})
    assert answer.status_code == 503
    assert "found changed" in answer.content.decode()
    file.unlink()
    assert ask(f"{path()}file/", {"file": "due-list.csv"}).status_code == 503
    for name in ("../../../manifest.json", "manifest.json", ""):
        assert ask(f"{path()}file/", {"file": name}).status_code == 503


def test_an_entry_that_nobody_signed_is_none(here: publishing.Ground, tmp_path: Path) -> None:
    folder = tmp_path / "lists/2026-01-16/patna/S1"
    before = (folder / "due-list.csv").read_bytes()
    after = before.replace(b"Asha", b"Usha")
    manifest = (folder / "manifest.json").read_text()
    hashes = [hashlib.sha256(content).hexdigest() for content in (before, after)]
    (folder / "due-list.csv").write_bytes(after)
    (folder / "manifest.json").write_text(manifest.replace(*hashes))
    assert ask(f"{path()}file/", {"file": "due-list.csv"}).status_code == 503
    assert "due-list.csv" not in ask(path()).content.decode()


def test_what_is_locked_in_the_letter_is_locked_behind_its_link(
    here: publishing.Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.site.facility = here.facility
    here.site.save()
    set_recipient(PHC, "incharge@phc.example", by="officer", now=NOW)
    address = path()
    right = password_of(PHC, 1)
    for _ in range(8):
        assert ask(f"{address}file/", {"file": "due-list.csv", "password": "x"}).status_code == 400
    assert ask(f"{address}file/", {"file": "due-list.csv", "password": right}).status_code == 429
    at(monkeypatch, NOW + timedelta(minutes=16))
    given = ask(f"{address}file/", {"file": "due-list.csv", "password": right.lower().replace("-", " ")})
    assert given.status_code == 200
    assert b"Asha" in given.content


def test_the_database_keeps_no_secret_and_tells_the_web_only_of_the_hash_it_is_asked(
    here: publishing.Ground,
) -> None:
    secret = path().split("/")[2]
    link = PackLink.objects.get()
    assert len(secret) == 32
    assert secret not in str(vars(link))
    with web_role():
        assert not PackLink.objects.exists()
        assert link_found(hash_of(secret)) == (link.pk, publishing.PATNA)
        assert link_found(hash_of(secret.upper())) is None
        assert open_link(link.pk) is None  # outside of its district's scope


def test_no_secret_comes_into_a_log(here: publishing.Ground) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LogLines())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        ask(f"{path()}seen/", {"version": 1, "name": ""})
        ask("/pack/mistyped/")
    finally:
        logger.removeHandler(handler)
    said = stream.getvalue()
    assert "Bad Request" in said
    assert path().split("/")[2] not in said
    assert "mistyped" not in said
