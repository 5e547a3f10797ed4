"""An S3 store: what is put is read back, and each of its refusals has one of our words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from teeka.gateways.store.registry import KINDS, open_store
from teeka.gateways.store.store import SettingsRefused, Store, StoreFailed
from teeka.rules.store_faults import StoreFault
from tests.gateways.store.serving import KEYS, answering, object_store, settings_of


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with object_store() as found:
        yield found


def opened(address: str, **changes: str) -> Store:
    return open_store("s3", settings_of(address, **changes), Path("/nowhere"), KEYS)


def test_what_is_put_is_read_back_replaced_and_removed(address: str) -> None:
    store = opened(address)
    assert store.get("2026-01-16/patna/S1/due-list.csv") is None
    store.put("2026-01-16/patna/S1/due-list.csv", "आशा".encode())
    assert store.get("2026-01-16/patna/S1/due-list.csv") == "आशा".encode()
    store.put("2026-01-16/patna/S1/due-list.csv", b"second")
    assert store.get("2026-01-16/patna/S1/due-list.csv") == b"second"
    store.remove("2026-01-16/patna/S1/due-list.csv")
    store.remove("2026-01-16/patna/S1/due-list.csv")
    assert store.get("2026-01-16/patna/S1/due-list.csv") is None


def test_a_store_that_was_emptied_is_not_taken_for_the_one_that_was_added(address: str) -> None:
    store = opened(address, prefix="another")
    with pytest.raises(StoreFailed) as failed:
        store.check()
    assert failed.value.fault is StoreFault.NOT_MOUNTED
    store.prepare()
    store.check()


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (403, "AccessDenied", StoreFault.NOT_ALLOWED),
        (403, "SignatureDoesNotMatch", StoreFault.NOT_ALLOWED),
        (404, "NoSuchBucket", StoreFault.SETTINGS),
        (507, "XMinioStorageFull", StoreFault.FULL),
        (503, "SlowDown", StoreFault.AWAY),
        (500, "InternalError", StoreFault.AWAY),
    ],
)
def test_each_refusal_has_our_word(status: int, code: str, fault: StoreFault) -> None:
    with answering(status, code) as address:
        store = opened(address)
        for act in (store.prepare, lambda: store.get("x"), lambda: store.remove("x")):
            with pytest.raises(StoreFailed) as failed:
                act()
            assert failed.value.fault is fault


def test_a_store_that_is_not_there_is_away() -> None:
    with pytest.raises(StoreFailed) as failed:
        opened("http://127.0.0.1:9").put("x", b"x")
    assert failed.value.fault is StoreFault.AWAY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bucket": ""}, "missing: bucket"),
        ({"colour": "red"}, "unknown: colour"),
        ({"secret_key": "in the open"}, "must name a variable"),
        ({"secret_key": "${NOT_SET}"}, "NOT_SET"),
        ({"endpoint": "http://store.example"}, "https"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsRefused, match=said):
        opened("http://127.0.0.1:9", **changes)


def test_each_kind_can_be_opened() -> None:
    assert set(KINDS) == {"folder", "s3"}
