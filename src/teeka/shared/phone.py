"""What counts as an Indian mobile number that can be told something."""

import re
from enum import StrEnum

from teeka.shared.text import ascii_digits

MOBILE = re.compile(r"[6-9][0-9]{9}")
SCIENTIFIC = re.compile(r"([0-9])\.([0-9]+)e\+?([0-9]+)", re.IGNORECASE)


class MobileState(StrEnum):
    OK = "ok"
    MISSING = "missing"
    MALFORMED = "malformed"
    FILLER = "filler"
    SHARED = "shared"


def bare_mobile(text: str) -> str:
    """Digits as typed, without country code, trunk zero, separators and spreadsheet damage."""
    bare = re.sub(r"[\s\-().'\u200b\u00a0]|\.0+$", "", _undamaged(ascii_digits(text.strip())))
    bare = bare.removeprefix("+")
    if len(bare) > 10:
        bare = re.sub(r"^(?:0{0,2}91|0+)(?=[0-9]{10}$)", "", bare)
    return bare


def _undamaged(text: str) -> str:
    """`9.876543210E+09` and `9876543210.0` as whole numbers again.

    A spreadsheet that shows 9.87654E+09 has saved six digits of ten: the rest is lost, and the number
    stays as it is, so that it counts as malformed instead of reaching a stranger.
    """
    if match := SCIENTIFIC.fullmatch(text):
        whole, fraction, power = match.group(1), match.group(2), int(match.group(3))
        if len(fraction) >= power:
            return whole + fraction[:power]
        return text
    return re.sub(r"\.0+$", "", text)


def _first_of(text: str) -> str:
    """Of two numbers in one cell (98123 45670 / 98123 45671) the first."""
    return re.split(r"[/,;&|]|\bor\b|\n", text.strip(), maxsplit=1)[0]


def is_filler(mobile: str) -> bool:
    """One digit nine times over, as typed to fill a compulsory box: 9999999999, 6000000000."""
    return len(set(mobile[1:])) == 1


def read_mobile(text: str | None) -> tuple[str, MobileState]:
    """Ten digits with `ok` or `filler`, or an empty string with why there is no number."""
    if text is None or not text.strip():
        return "", MobileState.MISSING
    bare = bare_mobile(_first_of(text))
    if not MOBILE.fullmatch(bare):
        return "", MobileState.MALFORMED
    return bare, MobileState.FILLER if is_filler(bare) else MobileState.OK
