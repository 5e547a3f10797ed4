"""Where things stand in a gateway's answers."""

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
