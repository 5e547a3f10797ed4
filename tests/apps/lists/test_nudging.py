"""Links travel with the pack, and who has not said that they have a list is asked once a version."""

import email
from datetime import timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from teeka.apps.accounts.models import Staff
from teeka.apps.allotment.models import FrozenList
from teeka.apps.lists.models import PackLetter, PackLink, SeenList
from teeka.apps.lists.queries.links import overdue_lists
from teeka.apps.lists.services.links import link_path
from teeka.apps.planning.models import Session
from tests.apps.lists import publishing
from tests.apps.lists.test_mailing import NOW as FROZEN
from tests.apps.lists.test_mailing import home, kept, route, served
from tests.gateways.mail.serving import Mailbox

pytestmark = pytest.mark.django_db
__all__ = ["home"]
NOW = publishing.STARTS - timedelta(hours=20)


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.TEEKA_ADDRESS = "https://teeka.example"


def officer(name: str, block: int | None) -> None:
    Staff.objects.create(
        username=name, full_name=name, role="block" if block else "district", block_code=block,
        district_code=publishing.PATNA, email=f"{name}@state.example",
    )  # fmt: skip


def texts(mailbox: Mailbox) -> list[tuple[str, str, str]]:
    """(to, subject, text) of each letter."""
    found = []
    for raw in mailbox.letters:
        letter = email.message_from_bytes(raw, policy=default)
        body = letter.get_body()
        assert body is not None
        found.append((str(letter["To"]), str(letter["Subject"]), body.get_content()))
    return found


def test_the_link_goes_with_the_pack_and_who_has_not_seen_it_is_asked_once_with_their_officer(
    home: Path,
) -> None:
    officer("block", 2030)
    officer("district", None)
    mailbox = Mailbox()
    with served(mailbox) as port:
        route(port)
        keeper = kept(FROZEN)
        kept(NOW - timedelta(seconds=1), keeper)
        path = link_path(Session.objects.get().pk, by="x", now=NOW)
        ((to, _subject, text),) = texts(mailbox)
        assert to == "incharge@phc.example"
        assert text.count(f"https://teeka.example{path}") == 2
        kept(NOW, keeper)
        kept(NOW + timedelta(hours=3), keeper)
    site, block = texts(mailbox)[1:]
    assert (site[0], block[0]) == ("incharge@phc.example", "block@state.example")
    assert path in site[2]
    assert path not in block[2]
    assert "Asha" not in site[2] + block[2]
    assert PackLink.objects.count() == 1


def test_who_has_seen_it_is_not_asked_and_a_new_version_is_asked_after_anew(home: Path) -> None:
    officer("district", None)
    first = FrozenList.objects.get()
    link_path(first.session_id, by="x", now=FROZEN)
    SeenList.objects.create(
        frozen_list=first, district_code=first.district_code, link=PackLink.objects.get(), seen_by="Rekha",
        seen_at=FROZEN,
    )  # fmt: skip
    assert overdue_lists(now=NOW) == []
    second = FrozenList.objects.create(
        district_code=first.district_code, session=first.session, version=2, frozen_at=NOW,
        frozen_by="planner", reason="one fell ill", row_count=0, sha256="2" * 64, heading=first.heading,
    )  # fmt: skip
    assert overdue_lists(now=NOW + timedelta(minutes=59)) == []
    mailbox = Mailbox(answers={"DATA": "452 no room"})
    with served(mailbox) as port:
        route(port)
        at = NOW + timedelta(hours=1)
        keeper = kept(at)
        assert [one.frozen_list for one in overdue_lists(now=at)] == [second.pk]
        assert PackLetter.objects.filter(kind="nudge", sent_at=None).count() == 2
        mailbox.answers.clear()
        mailbox.letters.clear()
        kept(at + timedelta(seconds=6), keeper)
        assert PackLetter.objects.filter(kind="nudge", sent_at=None).count() == 0
    assert sorted(to for to, _subject, text in texts(mailbox) if "Not seen yet" in _subject) == [
        "district@state.example", "incharge@phc.example",
    ]  # fmt: skip
    assert overdue_lists(now=publishing.STARTS) == []
