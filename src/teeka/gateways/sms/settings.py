"""What all adapters' settings have in common: known names, `${SECRETS}` and `{words}` of a message."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.rules.messages.answers import Outgoing

FROM_ENVIRONMENT = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
# What a setting may be made of: {to} is ten digits, {msisdn} has 91 before them.
MESSAGE_WORDS = (
    "to", "msisdn", "text", "reference", "language", "segments",
    "dlt_template_id", "dlt_header", "dlt_entity_id",
)  # fmt: skip


def words_of(message: Outgoing) -> dict[str, object]:
    return {
        "to": message.to,
        "msisdn": "91" + message.to,
        "text": message.text,
        "reference": str(message.reference),
        "language": message.language,
        "segments": message.segments,
        "dlt_template_id": message.dlt_template_id,
        "dlt_header": message.dlt_header,
        "dlt_entity_id": message.dlt_entity_id,
    }


def check_known(given: Mapping[str, Any], kind: type[Any]) -> None:
    """SettingsRefused when a setting's name is not one of the dataclass's fields."""
    known = set(kind.__dataclass_fields__)
    if unknown := sorted(set(given) - known):
        raise SettingsRefused(
            f"The route's setting {unknown[0]!r} is not known. Known: {', '.join(sorted(known))}."
        )


def check_choice(name: str, given: object, choices: Sequence[str]) -> str:
    if given not in choices:
        raise SettingsRefused(f"The route's setting {name!r} must be one of {', '.join(choices)}.")
    return str(given)


def check_url(name: str, url: object) -> None:
    parts = urlsplit(str(url or ""))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsRefused(f"The route's setting {name!r} must be a full http or https address.")


def number_within(name: str, given: object, least: float, most: float) -> float:
    try:
        number = float(str(given))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise SettingsRefused(f"The route's setting {name!r} must be between {least:g} and {most:g}.")
    return number


def checked_words(name: str, value: str) -> str:
    """The value, when it is made of text and a message's words."""
    try:
        value.format_map(dict.fromkeys(MESSAGE_WORDS, ""))
    except (KeyError, ValueError, IndexError) as error:
        words = ", ".join("{" + word + "}" for word in MESSAGE_WORDS)
        raise SettingsRefused(f"The route's field {name!r} may only use {words}.") from error
    return value


def mapped(name: str, given: Mapping[str, str], kind: type[Any]) -> dict[str, Any]:
    """Their words to ours; SettingsRefused where ours is none."""
    try:
        return {str(theirs): kind(ours) for theirs, ours in given.items()}
    except ValueError as error:
        words = ", ".join(member.value for member in kind)
        raise SettingsRefused(f"The route's setting {name!r} may only map to: {words}.") from error


def with_secrets(text: str, secrets: Mapping[str, str] | None) -> str:
    """`${NAME}` filled from `secrets`; None leaves it empty, for whoever only checks or reads receipts."""
    if secrets is None:
        return FROM_ENVIRONMENT.sub("", text)

    def secret(match: re.Match[str]) -> str:
        if match[1] not in secrets:
            raise SettingsRefused(f"The environment variable {match[1]}, which the route names, is not set.")
        return secrets[match[1]]

    return FROM_ENVIRONMENT.sub(secret, text)
