"""A mail server: its route's settings, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.settings import check_choice, check_known, number_within, with_secrets
from teeka.shared.email_address import read_email

SECURITY = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
OURSELVES = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST_DOMAIN = 43  # so that a reference with it fits where providers' ids are kept


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`sender`: From, whose domain also names our messages. `ca_file`: an authority of one's own."""

    host: str
    sender: str
    port: int
    security: str = "starttls"
    sender_name: str = ""
    reply_to: str = ""
    username: str = ""
    password: str = ""
    subject_en: str = "About your vaccination"
    subject_hi: str = "आपके टीकाकरण के बारे में"
    ca_file: str = ""
    timeout_seconds: float = 30.0


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str] | None) -> MailSettings:
    """Settings as a route's row holds them, or SettingsRefused; `${NAME}` is filled from `secrets`."""
    check_known(given, MailSettings)
    words = {name: str(value) for name, value in given.items() if name not in ("port", "timeout_seconds")}
    words["security"] = check_choice("security", words.get("security", "starttls"), SECURITY)
    if not words.get("host"):
        raise SettingsRefused("The route's setting 'host' is missing: the mail server's name.")
    if words["security"] == "none" and words["host"] not in OURSELVES:
        raise SettingsRefused("The route's setting 'security' may be none only for a server on this machine.")
    for name in ("sender", "reply_to"):
        words[name] = _address(name, words.get(name, ""), is_needed=name == "sender")
    if len(words["sender"].rpartition("@")[2]) > LONGEST_DOMAIN:
        raise SettingsRefused(f"The domain of 'sender' may have {LONGEST_DOMAIN} characters at most.")
    for name in ("sender_name", "subject_en", "subject_hi"):
        if not words.get(name, "-").isprintable():
            raise SettingsRefused(f"The route's setting {name!r} must be one line of text.")
    if bool(words.get("username")) != bool(words.get("password")):
        raise SettingsRefused("The route's settings 'username' and 'password' go together.")
    words |= {name: with_secrets(words[name], secrets) for name in ("username", "password") if name in words}
    port = number_within("port", given.get("port", PORTS[words["security"]]), 1, 65535)
    seconds = number_within("timeout_seconds", given.get("timeout_seconds", 30.0), 0.1, 59)
    return MailSettings(**words, port=int(port), timeout_seconds=seconds)


def _address(name: str, given: str, *, is_needed: bool) -> str:
    address = read_email(given)
    if (given or is_needed) and not address:
        raise SettingsRefused(f"The route's setting {name!r} must be an e-mail address.")
    return address
