"""What every command says and how: progress, plain sentences, one JSON object, exit codes.

Exit codes: 0 done; 1 done, but something needs a person; 2 refused, nothing changed; 3 failed
part-way, safe to run again. Words and progress go to standard error, results to standard output.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click

NEEDS_A_PERSON = 1
LINE_EVERY_SECONDS = 5.0


class Refused(click.ClickException):
    """Bad input or a wrong state: nothing was changed."""

    exit_code = 2


class FailedPartWay(click.ClickException):
    """Something outside broke: what is done is stored, and the same command goes on from there."""

    exit_code = 3


class Progress(Protocol):
    """Told by services how far they are."""

    def __call__(self, done: int, total: int) -> None: ...


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a plain line every few seconds and one at the end."""
    started = time.monotonic()
    bar = _Bar(label) if sys.stderr.isatty() else _Lines(label)
    yield bar
    bar.close(time.monotonic() - started)


def print_result(result: dict[str, Any], *, as_json: bool, words: str) -> None:
    """The command's result: one JSON object, or its words."""
    click.echo(json.dumps(result, ensure_ascii=False, default=str) if as_json else words)


class _Lines:
    def __init__(self, label: str) -> None:
        self.label, self.done, self.total = label, 0, 0
        self.last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if time.monotonic() - self.last >= LINE_EVERY_SECONDS:
            self.last = time.monotonic()
            say(f"{self.label}: {done:,} of {total:,}")

    def close(self, seconds: float) -> None:
        count = f" {self.done:,} of {self.total:,}," if self.total else ""
        say(f"{self.label}:{count} {seconds:.1f} s")


class _Bar(_Lines):
    WIDTH = 30

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        filled = self.WIDTH * done // total if total else 0
        click.echo(f"\r{self.label} [{'#' * filled:<{self.WIDTH}}] {done:,} of {total:,}", nl=False, err=True)

    def close(self, seconds: float) -> None:
        click.echo("\r\033[K", nl=False, err=True)
        super().close(seconds)


def json_option(command: Any) -> Any:
    return click.option("--json", "as_json", is_flag=True, help="print one JSON object on standard output")(
        command
    )
