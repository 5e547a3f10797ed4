"""How one SMSC wants to be spoken to: its route's settings, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teeka.gateways.sms.gateway import SettingsRefused
from teeka.gateways.sms.ids import IdForm
from teeka.gateways.sms.settings import (
    check_choice,
    check_known,
    checked_words,
    mapped,
    number_within,
    with_secrets,
)
from teeka.gateways.sms.smpp.coding import DataCoding
from teeka.gateways.sms.smpp.parts import Long
from teeka.rules.messages.answers import AnswerKind

ID_FORMS = ("as_is", "decimal", "hex")
PLAIN = {"gsm7": DataCoding.DEFAULT, "latin1": DataCoding.LATIN1}
LONGEST = {"system_id": 15, "password": 8, "system_type": 12}


@dataclass(frozen=True, slots=True)
class SmppSettings:
    """`answer_id` and `receipt_id`: how the message's id is written in either place."""

    host: str
    port: int
    system_id: str = ""
    password: str = ""
    system_type: str = ""
    tls: bool = False
    source: str = "{dlt_header}"
    source_ton: int = 5  # alphanumeric
    source_npi: int = 0
    destination: str = "{msisdn}"
    destination_ton: int = 1  # international
    destination_npi: int = 1  # ISDN
    plain: DataCoding = DataCoding.DEFAULT
    long: Long = Long.UDH8
    validity_minutes: int = 0  # 0: as the SMSC likes
    tlvs: Mapping[int, str] = field(default_factory=dict)
    statuses: Mapping[int, AnswerKind] = field(default_factory=dict)  # the operator's own error codes
    answer_id: IdForm = "as_is"
    receipt_id: IdForm = "as_is"
    connect_seconds: float = 10.0
    response_seconds: float = 60.0
    enquire_seconds: float = 30.0


# What Indian operators read the DLT ids from: entity, template.
DLT_TLVS = {"0x1400": "{dlt_entity_id}", "0x1401": "{dlt_template_id}"}
WHOLE_NUMBERS = {
    "port": (1, 65535), "source_ton": (0, 255), "source_npi": (0, 255), "destination_ton": (0, 255),
    "destination_npi": (0, 255), "validity_minutes": (0, 60 * 24 * 30),
}  # fmt: skip
SECONDS = {"connect_seconds", "response_seconds", "enquire_seconds"}


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str] | None) -> SmppSettings:
    """Settings as a route's row holds them, or SettingsRefused; `${NAME}` is filled from `secrets`."""
    check_known(given, SmppSettings)
    values: dict[str, Any] = dict(given)
    if not str(values.get("host") or "") or "port" not in values:
        raise SettingsRefused("The route's settings must name the 'host' and the 'port' of the SMSC.")
    for name in values.keys() & WHOLE_NUMBERS.keys():
        values[name] = int(number_within(name, values[name], *WHOLE_NUMBERS[name]))
    for name in values.keys() & SECONDS:
        values[name] = number_within(name, values[name], 0.1, 3600)
    for name, longest in LONGEST.items():
        values[name] = with_secrets(str(values.get(name, "")), secrets)
        if len(values[name]) > longest:
            raise SettingsRefused(f"The route's setting {name!r} may have {longest} characters in SMPP.")
    for name in values.keys() & {"source", "destination"}:
        values[name] = checked_words(name, str(values[name]))
    for name in ("answer_id", "receipt_id"):
        check_choice(name, values.get(name, "as_is"), ID_FORMS)
    values["plain"] = PLAIN[check_choice("plain", values.get("plain", "gsm7"), tuple(PLAIN))]
    values["long"] = Long(check_choice("long", values.get("long", "udh8"), tuple(Long)))
    values["tlvs"] = {
        _number(f"tlvs.{tag}", tag, 0xFFFF): checked_words(f"tlvs.{tag}", str(words))
        for tag, words in values.get("tlvs", DLT_TLVS).items()
    }
    values["statuses"] = {
        _number(f"statuses.{code}", code, 0xFFFFFFFF): kind
        for code, kind in mapped("statuses", values.get("statuses", {}), AnswerKind).items()
    }
    return SmppSettings(**values)


def _number(name: str, given: str, most: int) -> int:
    try:
        number = int(given, 0)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise SettingsRefused(f"The route's setting {name!r} must be named by a number, like 0x1400.")
    return number
