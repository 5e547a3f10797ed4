"""Where things stand in a gateway's answers, and how its ids are written."""

from typing import Any


def found_at(tree: Any, path: str) -> Any:
    """The value at a dotted path (`data.0.id`); None when the answer has another shape."""
    if not path:
        return tree
    here = tree
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return here


def normal_id(given: str, form: str) -> str:
    """One id in one writing: some gateways answer in hex and report in decimal, or drop leading zeros."""
    text = given.strip()
    try:
        if form == "decimal":
            return str(int(text, 10))
        if form == "hex":
            return str(int(text, 16))
    except ValueError:
        return text[:80]
    return text[:80]
