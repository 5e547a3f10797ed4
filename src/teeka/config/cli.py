"""The `teeka` command: starts what a command needs, runs it, and turns every failure into a sentence."""

import importlib
import json
import logging
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import click
import django

from teeka.config import embedded_postgres, postgres_binaries, schema
from teeka.config.database import is_embedded
from teeka.config.home import run_folder
from teeka.shared import clock


class Entry(NamedTuple):
    where: str  # module of teeka.doors.commands (or teeka.config) : attribute
    needs_database: bool = True
    needs_home: bool = True  # False: runs where nothing of teeka is set up, and leaves nothing there


DRILL = {
    "server-down": Entry("teeka.doors.commands.drill:server_down", needs_database=False),
    "take-in": Entry("teeka.doors.commands.drill:take_in_papers"),
}
PACKS = {
    "key": Entry("teeka.doors.commands.signing_keys:key"),
    "rotate-key": Entry("teeka.doors.commands.signing_keys:rotate_key"),
    "verify": Entry("teeka.doors.commands.packs:verify", needs_database=False, needs_home=False),
    "serve": Entry("teeka.doors.commands.packs_serving:serve", needs_database=False, needs_home=False),
    "login": Entry("teeka.doors.commands.packs_serving:login", needs_database=False, needs_home=False),
}
COMMANDS: dict[str, Entry | dict[str, Entry]] = {
    "up": Entry("teeka.config.up:up"),
    "down": Entry("teeka.config.up:down", needs_database=False),
    "demo": Entry("teeka.doors.commands.demo:demo"),
    "drill": DRILL,
    "sample": Entry("teeka.doors.commands.sample:sample", needs_database=False),
    "places": Entry("teeka.doors.commands.places:places"),
    "import": Entry("teeka.doors.commands.uploads:import_command"),
    "vaccine": Entry("teeka.doors.commands.vaccine:vaccine"),
    "facilities": Entry("teeka.doors.commands.facilities:facilities"),
    "undo-import": Entry("teeka.doors.commands.uploads:undo_import"),
    "resolve": Entry("teeka.doors.commands.people:resolve"),
    "postings": Entry("teeka.doors.commands.postings:postings"),
    "duplicates": Entry("teeka.doors.commands.people:duplicates"),
    "match-postings": Entry("teeka.doors.commands.people:match_postings", needs_database=False),
    "find-duplicates": Entry("teeka.doors.commands.people:find_duplicates", needs_database=False),
    "campaign": Entry("teeka.doors.commands.campaign:campaign"),
    "allot": Entry("teeka.doors.commands.allotment:allot"),
    "session": Entry("teeka.doors.commands.sessions:session"),
    "by-hand": Entry("teeka.doors.commands.by_hand:by_hand"),
    "plan-nation": Entry("teeka.doors.commands.nation:plan_nation", needs_database=False),
    "what-if": Entry("teeka.doors.commands.what_if:what_if"),
    "freeze": Entry("teeka.doors.commands.allotment:freeze"),
    "lists": Entry("teeka.doors.commands.lists:lists"),
    "packs": PACKS,
    "place": Entry("teeka.doors.commands.place:place"),
    "launch": Entry("teeka.doors.commands.launch:launch"),
    "tell": Entry("teeka.doors.commands.notices:tell"),
    "work": Entry("teeka.doors.commands.notices:work"),
    "receive": Entry("teeka.doors.commands.receive:receive"),
    "stop": Entry("teeka.doors.commands.stopping:stop"),
    "answers": Entry("teeka.doors.commands.replies:answers"),
    "route": Entry("teeka.doors.commands.notices:route"),
    "simulator": Entry("teeka.doors.commands.notices:simulator", needs_database=False),
    "record": Entry("teeka.doors.commands.record:record"),
    "undo-dose": Entry("teeka.doors.commands.undoing:undo_dose_command"),
    "undo-arrival": Entry("teeka.doors.commands.undoing:undo_arrival_command"),
    "close-session": Entry("teeka.doors.commands.closing:close_session_command"),
    "reopen-session": Entry("teeka.doors.commands.closing:reopen_session_command"),
    "forms": Entry("teeka.doors.commands.closing:forms"),
    "batch": Entry("teeka.doors.commands.batches:batch"),
    "staff": Entry("teeka.doors.commands.staff:staff"),
    "status": Entry("teeka.doors.commands.readiness:status"),
    "explain": Entry("teeka.doors.commands.readiness:explain"),
    "verify": Entry("teeka.doors.commands.readiness:verify"),
    "bench": Entry("teeka.doors.commands.bench:bench", needs_database=False),
}

HELP = {"help_option_names": ["-h", "--help"]}

# By name: Django, psycopg and asyncpg each say it in their own class, and are not loaded for every command.
DATABASE_GONE = {
    *("OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdownError", "CannotConnectNowError"),
    *("ConnectionDoesNotExistError", "ConnectionFailureError", "InternalClientError"),
    *("ConnectionRefusedError", "ConnectionResetError"),
}
PLAIN_FAILURES = (
    embedded_postgres.DatabaseNotStarted,
    postgres_binaries.PostgresMissing,
    schema.SchemaNotReady,
)


class Lazy(click.Group):
    """Loads a command only when it is called: `teeka --help` needs neither Django nor a database."""

    def __init__(self, *, entries: Mapping[str, Entry | dict[str, Entry]], **more: Any) -> None:
        super().__init__(**more)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        if isinstance(entry, dict):
            return Lazy(name=cmd_name, entries=entry, context_settings=HELP)
        if entry.needs_home:
            django.setup()
        module, attribute = entry.where.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_text(", ".join(self.entries))


@click.group(cls=Lazy, entries=COMMANDS, context_settings=HELP)
def teeka() -> None:
    """Rosters in, told people out. `teeka COMMAND --help` explains one command."""


def main(arguments: list[str] | None = None) -> None:
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("TEEKA_ROLE", "worker")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    sys.exit(_run(arguments))


def _run(arguments: list[str]) -> int:
    """Run one command and return its exit code; no traceback reaches a user."""
    as_json = "--json" in arguments
    try:
        with ExitStack() as open_until_done:
            if _wants_database(arguments):
                if is_embedded():
                    open_until_done.enter_context(embedded_postgres.running())
                schema.bring_up_to_date()
                _set_up()
            result = teeka.main(args=arguments, prog_name="teeka", standalone_mode=False)
            return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _report(
            "Stopped. What was finished is stored; run the same command again to go on.", 3, as_json
        )
    except click.ClickException as failure:
        return _report(failure.format_message(), failure.exit_code, as_json)
    except PLAIN_FAILURES as failure:
        return _report(str(failure), 3, as_json)
    except Exception as failure:  # the outermost edge: every failure becomes a sentence
        return _report(_sentence_for(failure), 3, as_json)


def _wants_database(arguments: list[str]) -> bool:
    names = iter([a for a in arguments if not a.startswith("-")])
    entry = COMMANDS.get(next(names, ""))
    if isinstance(entry, dict):
        entry = entry.get(next(names, ""))
    return bool(entry and entry.needs_database and not {"-h", "--help"} & set(arguments))


def _set_up() -> None:
    """What every installation begins with: the places of India, and the key that signs lists."""
    django.setup()
    if not importlib.import_module("teeka.apps.places.queries").are_loaded():
        importlib.import_module("teeka.apps.places.services.reference").load_places()
    importlib.import_module("teeka.apps.lists.services.signing").enrol_first_key(now=clock.now())


def _sentence_for(failure: Exception) -> str:
    """What to tell of a failure that nobody foresaw; its trace goes to a file, for those who mend it."""
    log = Path("errors.log")
    try:
        log = run_folder() / log
        logging.basicConfig(filename=log, force=True)
        logging.getLogger("teeka").exception("a command failed")
    except OSError:
        pass  # a full disk must not hide the sentence
    kind = type(failure).__name__
    if kind in DATABASE_GONE:
        return (
            "The database went away while the command ran. Nothing is half stored: run the same command "
            f"again when it is back. (Details: {log})"
        )
    if isinstance(failure, OSError) and failure.errno == 28:
        return "The disk is full. Nothing is half stored: make room, then run the same command again."
    return (
        f"The command stopped on something that teeka does not know ({kind}). Nothing is half stored: run it "
        f"again, and if it stops again send {log} to whoever looks after this installation."
    )


def _report(sentence: str, code: int, as_json: bool) -> int:
    click.echo(sentence, err=True)
    if as_json:
        click.echo(json.dumps({"refused": sentence}, ensure_ascii=False))
    return code
