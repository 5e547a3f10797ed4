"""A provider that tells what became of a message only when it is asked, and only for a while."""

from collections.abc import Iterator

import pytest

from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.documented.bsnl import ACCOUNT, BulkSms
from tests.gateways.sms.documented.serving import served

PEOPLE = 60
TEMPLATE = """
INSERT INTO notices_template (purpose, language, form, text, names, third_variable_reason, dlt_template_id)
VALUES ('invitation', 'xx', 'full', 'Your vaccination is tomorrow', '[]', '', '1107160000000067890')
RETURNING id
"""


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


def fill(database: Queue, url: str) -> Queue:
    queue = database.fill(PEOPLE)
    queue.sql.execute("RESET ROLE")
    queue.sql.execute("DELETE FROM notices_template")
    queue.sql.execute("UPDATE notices_message SET template_id = %s", (queue.one(TEMPLATE),))
    queue.sql.execute("SET ROLE teeka_worker")
    account = {
        "url": url, "service_id": ACCOUNT["Service_Id"], "username": ACCOUNT["Username"],
        "password": ACCOUNT["Password"], "token_id": ACCOUNT["Token_Id"], "ask_after_seconds": 0.2,
    }  # fmt: skip
    queue.provider_route("bsnl", account, window=10, patience=600)
    return queue


def test_each_is_asked_about_until_its_end_is_stored(database: Queue) -> None:
    service = BulkSms()
    with served(service) as url:
        queue = fill(database, url)
        delivered = "SELECT count(*) FROM notices_receipt WHERE state IN ('delivered', 'undelivered')"
        soon = "UPDATE notices_outbox SET not_before = now() WHERE state = 'accepted'"

        def all_have_ended() -> bool:
            queue.sql.execute(soon)  # in place of the minutes between two questions
            return bool(queue.one(delivered) == PEOPLE)

        queue.dispatch(all_have_ended, seconds=60)

    assert {number for number, _ in service.sent.values()} == {to[2:] for to in queue.numbers()}
    assert {text for _, text in service.sent.values()} == {"Your vaccination is tomorrow"}
    failed = sum(number.endswith("0") for number, _ in service.sent.values())
    assert queue.one("SELECT count(*) FROM notices_receipt WHERE state = 'undelivered'") == failed


def test_who_was_asked_about_is_put_off_for_as_long_as_the_message_is_old(database: Queue) -> None:
    service = BulkSms()
    with served(service) as url:
        queue = fill(database, url)
        queue.dispatch(lambda: len(service.asked) == PEOPLE, seconds=30)

    assert set(service.asked.values()) == {1}
    waits = "SELECT min(not_before - state_at), max(not_before - now()) FROM notices_outbox"
    least, most = queue.sql.execute(waits).fetchone() or (None, None)
    assert least.total_seconds() >= 10
    assert most.total_seconds() <= 12
