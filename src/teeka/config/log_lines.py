"""What stands in a log: constant words and a few fields; never a name, a number or an address."""

import copy
import logging
import re

# Which extra= fields are printed, in this order; tests/config/test_log_lines.py keeps the code to them.
FIELDS = ("route", "place", "step", "list", "count", "fault", "status_code", "page")
# Ids, codes, class names and the patterns of pages. A mobile number (ten digits) or two names is none.
_PLAIN = re.compile(r"(?!(.*\d){10})[\w.:/<>-]{1,120}", re.ASCII)
NOT_PLAIN = "?"
NO_ADDRESS = "(its page)"


class LogLines(logging.Formatter):
    """`words key=value …`.

    Django names the address of each request that fails, and a callback's address is its key: the pattern of
    the page is printed in its place, or nothing where there is no such page.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        found = {name: getattr(record, name, None) for name in FIELDS} | {"page": _page(record)}
        fields = [f"{name}={_plain(value)}" for name, value in found.items() if value not in (None, "")]
        return " ".join([super().formatMessage(record), *fields])

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_without_address(record))


def _page(record: logging.LogRecord) -> str | None:
    return getattr(getattr(getattr(record, "request", None), "resolver_match", None), "route", None)


def _without_address(record: logging.LogRecord) -> logging.LogRecord:
    """A copy: whatever else reads the record sees it as it was made."""
    clean = copy.copy(record)
    if hasattr(record, "request") and isinstance(record.args, tuple):
        clean.args = tuple(
            NO_ADDRESS if isinstance(arg, str) and arg.startswith("/") else arg for arg in record.args
        )
    return clean


def _plain(value: object) -> str:
    written = str(value)
    return written if _PLAIN.fullmatch(written) else NOT_PLAIN
