"""Whether what was brought to our door is the gateway's: by its network, or by a signature with its time."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from secrets import token_hex

WINDOW_SECONDS = 300


class CallbackKeyRefused(ValueError):
    """These settings cannot work; the text names the setting and what to write."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A gateway signs `<unix seconds>.<body>` by HMAC-SHA256, in hex, and sends both in headers."""

    secret: bytes
    header: str
    time_header: str
    window_seconds: int = WINDOW_SECONDS


@dataclass(frozen=True, slots=True)
class CallbackKey:
    """What a callback must have besides the secret of its path; without either anything passes."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    signature: Signature | None = None

    def opens(self, *, body: bytes, headers: Mapping[str, str], sender: str, at: datetime) -> bool:
        """headers: names in lower case. sender: the address that the connection came from."""
        return self._is_from_a_known_network(sender) and self._is_signed(body, headers, at)

    def _is_from_a_known_network(self, sender: str) -> bool:
        if not self.networks:
            return True
        try:
            address = ip_address(sender)
        except ValueError:
            return False
        return any(address in network for network in self.networks)

    def _is_signed(self, body: bytes, headers: Mapping[str, str], at: datetime) -> bool:
        wanted = self.signature
        if wanted is None:
            return True
        given, moment = headers.get(wanted.header, ""), headers.get(wanted.time_header, "")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
            return False
        if abs(at.timestamp() - int(moment)) > wanted.window_seconds:
            return False
        return hmac.compare_digest(signed(wanted.secret, moment, body).encode(), given.lower().encode())


def signed(secret: bytes, moment: str, body: bytes) -> str:
    """What the header must hold. moment: whole seconds since 1970, as sent beside it."""
    return hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def read_callback_key(given: Mapping[str, object], secrets: Mapping[str, str] | None) -> CallbackKey:
    """The key as a route holds it: {networks, signature: {secret, header, time_header, window_seconds}}.

    secret: the name of an environment variable; without secrets only the form is checked, nothing opens.
    Raises CallbackKeyRefused.
    """
    if unknown := sorted(set(given) - {"networks", "signature"}):
        raise CallbackKeyRefused(
            f"The callbacks' setting {unknown[0]!r} is not known. Known: networks, signature."
        )
    return CallbackKey(_networks(given.get("networks", ())), _signature(given.get("signature"), secrets))


def _networks(given: object) -> tuple[IPv4Network | IPv6Network, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise CallbackKeyRefused("The callbacks' setting 'networks' must be a list: [\"203.0.113.0/24\"].")
    try:
        return tuple(ip_network(str(network)) for network in given)
    except ValueError as error:
        raise CallbackKeyRefused(
            f"The callbacks' setting 'networks' holds what is no network: {error}."
        ) from error


def _signature(given: object, secrets: Mapping[str, str] | None) -> Signature | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or not set(given) <= {
        "secret",
        "header",
        "time_header",
        "window_seconds",
    }:
        raise CallbackKeyRefused(
            "The callbacks' setting 'signature' must hold secret, header, time_header and window_seconds."
        )
    name = str(given.get("secret", ""))
    if not name or (secrets is not None and not secrets.get(name)):
        raise CallbackKeyRefused(f"The environment variable {name!r}, which 'signature' names, is not set.")
    seconds = given.get("window_seconds", WINDOW_SECONDS)
    if not isinstance(seconds, int) or not 1 <= seconds <= 3600:
        raise CallbackKeyRefused("The callbacks' setting 'window_seconds' must be from 1 to 3600.")
    header, time_header = (str(given.get(key, "")).lower() for key in ("header", "time_header"))
    if not header or not time_header:
        raise CallbackKeyRefused("The callbacks' setting 'signature' must name header and time_header.")
    secret = secrets[name] if secrets is not None else token_hex(32)
    return Signature(secret.encode(), header, time_header, seconds)
