"""Which of the operators' registered ids an adapter hands over with a message; loads no adapter's client."""

from collections.abc import Mapping
from typing import Any

from teeka.gateways.sms.smpp.settings import DLT_TLVS

ALL_IDS = ("dlt_header", "dlt_entity_id", "dlt_template_id")
# What providers of a fixed form want; of the others the settings say it.
ALWAYS_NEEDS: dict[str, frozenset[str]] = {
    "cdac": frozenset({"dlt_header", "dlt_template_id"}),
    "bsnl": frozenset(ALL_IDS),
}
USUAL: dict[str, dict[str, Any]] = {"smpp": {"source": "{dlt_header}", "tlvs": DLT_TLVS}}


def ids_needed(adapter: str, settings: Mapping[str, Any]) -> frozenset[str]:
    """Which of ALL_IDS this route hands over with each message."""
    if adapter in ALWAYS_NEEDS:
        return ALWAYS_NEEDS[adapter]
    written = repr({**USUAL.get(adapter, {}), **settings})
    return frozenset(name for name in ALL_IDS if "{" + name + "}" in written)
