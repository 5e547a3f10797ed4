"""One id in one writing: some gateways answer in hex and report in decimal, or drop leading zeros."""

from typing import Literal

IdForm = Literal["as_is", "decimal", "hex"]


def normal_id(given: str, form: str) -> str:
    """At most 80 characters; in decimal without leading zeros where the form is a number's."""
    text = given.strip()
    try:
        if form == "decimal":
            return str(int(text, 10))[:80]
        if form == "hex":
            return str(int(text, 16))[:80]
    except ValueError:
        return text[:80]
    return text[:80]
