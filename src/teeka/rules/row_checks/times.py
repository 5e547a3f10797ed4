"""Which time of day a cell means: 09:00, 9:30 AM, 9.30 pm, or the fraction of a day that a spreadsheet keeps."""
# ruff: noqa: E501

import datetime as dt
import re

from teeka.shared.text import ascii_digits

_CLOCK = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}[t ])?(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?\s*(?:m\.?)?"
)
_FRACTION = re.compile(r"0?\.\d+")


def read_time(text: str) -> dt.time | None:
    """None when it is no time of day, or a bare hour without AM or PM."""
    text = ascii_digits(text).strip().lower()
    if (_FRACTION.fullmatch(text) and len(text) > 4) or text in {"0.5", ".5", "0.25", "0.75"}:
        minutes = round(float(text) * 24 * 60)
        return dt.time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None
    match = _CLOCK.fullmatch(text)
    if match is None or (match[2] is None and match[3] is None):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None
