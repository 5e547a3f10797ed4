"""Whether a callback comes from the gateway: everything that is not quite right is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.callbacks import CallbackKey, CallbackKeyRefused, read_callback_key, signed

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
SECRETS = {"AIR_KEY": "s3cret"}
SIGNED = {"signature": {"secret": "AIR_KEY", "header": "X-Signature", "time_header": "X-Time"}}
BODY = b'{"receipts": []}'


def headers(body: bytes = BODY, *, at: datetime = NOW, secret: bytes = b"s3cret") -> dict[str, str]:
    moment = str(int(at.timestamp()))
    return {"x-signature": signed(secret, moment, body), "x-time": moment}


def opens(
    key: CallbackKey, given: dict[str, str], *, body: bytes = BODY, sender: str = "203.0.113.7"
) -> bool:
    return key.opens(body=body, headers=given, sender=sender, at=NOW)


def test_the_right_signature_within_its_window_opens() -> None:
    key = read_callback_key(SIGNED, SECRETS)
    for seconds in (-300, -1, 0, 299, 300):
        assert opens(key, headers(at=NOW + timedelta(seconds=seconds)))
    for seconds in (-301, 301, 86_400):
        assert not opens(key, headers(at=NOW + timedelta(seconds=seconds)))
    assert opens(key, {**headers(), "x-signature": headers()["x-signature"].upper()})


@given(st.binary(max_size=200), st.binary(max_size=200), st.text(max_size=80), st.text(max_size=20))
def test_nothing_else_opens_and_nothing_raises(body: bytes, other: bytes, sign: str, moment: str) -> None:
    key = read_callback_key(SIGNED, SECRETS)
    assert opens(key, headers(body), body=other) == (body == other)
    assert not opens(key, {})
    assert not opens(key, headers(secret=b"guess"))
    good = headers(body)["x-signature"]
    assert opens(key, {**headers(body), "x-signature": sign}, body=body) == (sign.lower() == good)
    if moment != headers()["x-time"]:
        assert not opens(key, {**headers(), "x-time": moment})


@pytest.mark.parametrize(
    ("sender", "is_known"),
    [("203.0.113.7", True), ("203.0.114.7", False), ("2001:db8::1", True), ("", False), ("nonsense", False)],
)
def test_only_known_networks_open(sender: str, is_known: bool) -> None:
    key = read_callback_key({"networks": ["203.0.113.0/24", "2001:db8::/32"]}, {})
    assert opens(key, {}, sender=sender) is is_known


def test_both_are_wanted_where_both_are_set() -> None:
    key = read_callback_key({**SIGNED, "networks": ["203.0.113.0/24"]}, SECRETS)
    assert opens(key, headers())
    assert not opens(key, headers(), sender="198.51.100.1")
    assert not opens(key, {})


@pytest.mark.parametrize(
    "given",
    [
        {"network": []}, {"networks": "203.0.113.0/24"}, {"networks": ["203.0.113.7/24"]},
        {"networks": ["x"]},
        {"signature": "x"}, {"signature": {"secret": "OTHER", "header": "a", "time_header": "b"}},
        {"signature": {"secret": "AIR_KEY", "header": "a"}}, {"signature": {"key": "AIR_KEY"}},
        {"signature": {**SIGNED["signature"], "window_seconds": 0}},
        {"signature": {**SIGNED["signature"], "window_seconds": "300"}},
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_by_name(given: dict[str, object]) -> None:
    with pytest.raises(CallbackKeyRefused, match=r"callbacks|environment"):
        read_callback_key(given, SECRETS)


def test_without_secrets_the_form_is_checked_and_nothing_opens() -> None:
    key = read_callback_key(SIGNED, None)
    assert not opens(key, headers())
