"""What counts as an Indian PIN code: six digits, the first one 1 to 9."""

import re

from teeka.shared.text import ascii_digits

PIN_CODE = re.compile(r"[1-9][0-9]{5}")


def read_pin_code(text: str) -> str | None:
    """Six digits out of `800 001`, `८००००१`, `800001.0`; None when it is no PIN code."""
    bare = re.sub(r"\.0+$", "", re.sub(r"[\s-]", "", ascii_digits(text)))
    return bare if PIN_CODE.fullmatch(bare) else None
