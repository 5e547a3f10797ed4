"""How the simulated gateway behaves: its pace, its abilities, and its faults as shares of 1."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(slots=True)
class Behaviour:
    seed: int = 1
    rate_per_second: float = 0.0  # above it requests are throttled; 0: no limit
    answer_seconds: float = 0.0
    credit: int = -1  # messages that the account pays for, from the start on; below 0: any number
    is_down: bool = False  # refuses with 503, takes nothing
    # abilities
    removes_doubles: bool = True
    answers_queries: bool = True
    receipts_carry_reference: bool = True
    # faults of a request
    drop_before_share: float = 0.0  # hangs up, has taken nothing
    drop_after_share: float = 0.0  # takes the messages, then hangs up
    nonsense_share: float = 0.0  # takes them, answers 200 with something else
    error_share: float = 0.0  # takes them, answers 500
    half_answer_share: float = 0.0  # takes the batch, answers for half of it, in another order
    # fates of a message
    refused_share: float = 0.0
    undelivered_share: float = 0.0
    expired_share: float = 0.0
    silent_share: float = 0.0  # taken, and nothing is ever heard of it
    # receipts
    receipt_seconds_from: float = 0.1
    receipt_seconds_to: float = 1.0
    receipt_before_answer_share: float = 0.0
    doubled_receipt_share: float = 0.0
    reordered_receipt_share: float = 0.0  # "on its way" comes after the final word
    receipt_array: int = 500


def read_behaviour(given: Mapping[str, Any], base: Behaviour | None = None) -> Behaviour:
    """`base` (or the defaults) with the named settings changed; ValueError names an unknown one."""
    values = {f.name: getattr(base or Behaviour(), f.name) for f in fields(Behaviour)}
    for name, value in given.items():
        if name not in values:
            raise ValueError(f"the simulator has no setting {name!r}")
        values[name] = type(values[name])(value)
    return Behaviour(**values)


def rehearsal_settings(port: int) -> dict[str, Any]:
    """The settings of a route that leads to a simulator on this machine."""
    return {
        "url": f"http://127.0.0.1:{port}/batch",
        "style": "batch",
        "fields": {"to": "{to}", "text": "{text}", "reference": "{reference}"},
        "batch_size": 500,
        "statuses": {"ACCEPTD": "accepted", "BADNUM": "refused_final"},
        "removes_doubles": True,
        "query": {
            "url": f"http://127.0.0.1:{port}/query",
            "answers": {"known": "has it", "none": "never saw it"},
        },
        "receipts": {
            "list_at": "receipts",
            "states": {
                "ENROUTE": "accepted",
                "DELIVRD": "delivered",
                "UNDELIV": "undelivered",
                "EXPIRED": "expired",
            },
        },
    }
