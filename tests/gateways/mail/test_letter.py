"""A letter's headers hold whatever its values are; settings that cannot work are refused."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from teeka.gateways.mail.letter import LetterRefused, letter_of
from teeka.gateways.mail.settings import MailSettings, read_settings
from teeka.gateways.sms.gateway import SettingsRefused
from teeka.rules.messages.answers import Outgoing
from teeka.shared.email_address import masked_email, read_email

AT = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
USUAL: dict[str, Any] = {"host": "mail.example", "sender": "teeka@health.example"}
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
    "Content-Transfer-Encoding", "MIME-Version", "Content-Language",
]  # fmt: skip
nasty = st.text(st.sampled_from('ab@.\r\n\t :<>",;()\\\0\x85\u2028 आBcc'), max_size=40) | st.text(max_size=40)


def settings(**changes: Any) -> MailSettings:
    return read_settings({**USUAL, **changes}, {})


@given(st.just("asha@example.org") | nasty, nasty, nasty, nasty)
@example("a@b.org\r\nBcc: c@d.org", "x", "x", "x")
@example("a@b.org", "text\r\n.\r\nMAIL FROM:<c@d.org>", "x\r\nBcc: c@d.org", "x\nBcc: c@d.org")
def test_no_value_adds_a_header_or_a_recipient(to: str, text: str, subject: str, name: str) -> None:
    try:
        described = settings(subject_en=subject, subject_hi=subject, sender_name=name)
        letter = letter_of(Outgoing(UUID(int=1), to, text, "hi"), described, date=AT)
    except (LetterRefused, SettingsRefused):
        return
    raw = letter.as_bytes()
    found = message_from_bytes(raw, policy=default)
    assert found.keys() == HEADERS
    assert [address.addr_spec for address in found["To"].addresses] == [to]
    assert [address.addr_spec for address in found["From"].addresses] == ["teeka@health.example"]
    assert raw.isascii()
    assert b"\n.\r\n" not in raw
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert _lines(found.get_content()) == _lines(text)


def _lines(text: str) -> list[str]:
    """Without what ends them, which mail writes its own way."""
    return re.sub(r"\r\n|\r", "\n", text).rstrip("\n").split("\n")


@given(st.text(max_size=300))
def test_an_address_that_is_read_is_read_again_as_itself(text: str) -> None:
    address = read_email(text)
    assert read_email(address) == address
    assert not any(sign in address for sign in '\r\n \t<>,;:"\\()')
    if address:
        assert masked_email(address).endswith(address.rpartition("@")[2])
        assert address.rpartition("@")[0][1:] == "" or address not in masked_email(address)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" Asha.Devi@NIC.in ", "Asha.Devi@nic.in"),
        ("mailto:dev@health.example", "dev@health.example"),
        ("a@b", ""),
        ("asha@@x.org", ""),
        ("asha.@x.org", ""),
        (".asha@x.org", ""),
        ("asha@x..org", ""),
        ("asha@-x.org", ""),
        ("asha@x.1", ""),
        ("asha@x.org, dev@x.org", ""),
        ("आशा@x.org", ""),
        ("a" * 65 + "@x.org", ""),
        ("NA", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_what_is_an_address(written: str | None, read: str) -> None:
    assert read_email(written) == read


@pytest.mark.parametrize(
    "changes",
    [
        {"host": ""},
        {"sender": "nobody"},
        {"sender": f"a@{'b' * 60}.example"},
        {"reply_to": "nobody"},
        {"security": "perhaps"},
        {"security": "none"},  # in clear over the network
        {"port": 0},
        {"port": "many"},
        {"timeout_seconds": 600},
        {"username": "teeka"},
        {"subject_hi": "two\nlines"},
        {"cc": "a@b.org"},
        {"username": "teeka", "password": "${NOT_SET}"},
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SettingsRefused):
        settings(**changes)


def test_the_port_follows_from_how_it_is_secured() -> None:
    assert settings().port == 587
    assert settings(security="tls").port == 465
    assert settings(security="none", host="localhost").port == 25
    assert settings(port=2525).port == 2525
