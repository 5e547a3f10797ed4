"""`teeka stop`: nothing more of a session, a district or the whole state is sent, until it is lifted."""

import getpass
from dataclasses import asdict
from datetime import datetime

import click

from teeka.apps.notices import queries
from teeka.apps.notices.services.stopping import (
    STOP_REFUSAL_WORDS,
    Stopped,
    StopRefused,
    lift_stop,
    stop_districts,
    stop_session,
)
from teeka.apps.planning.queries import districts_with_sessions, session_id_of
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.shared import clock


@click.group()
def stop() -> None:
    """The stop switch. While it holds, who is not told in time stands on the call sheet."""


@stop.command("messages")
@click.option("--session", "session_code", help="of this session only")
@click.option("--district", type=int, help="of this district only, by its code")
@click.option("--everything", is_flag=True, help="of every district")
@click.option("--reason", required=True, help="why: whoever lifts it must know")
@click.option("--correct", "corrects", is_flag=True, help="tell those already told to ignore it")
@json_option
def stop_messages(
    *,
    session_code: str | None,
    district: int | None,
    everything: bool,
    reason: str,
    corrects: bool,
    as_json: bool,
) -> int:
    """Withdraw what is not on the wire, at once; messages planned later wait until `teeka stop lift`."""
    if sum((session_code is not None, district is not None, everything)) != 1:
        raise Refused("Say what to stop: one of --session, --district and --everything. Nothing was changed.")
    now = clock.now()
    try:
        done = _stop(session_code, district, reason=reason, corrects=corrects, now=now)
    except StopRefused as refused:
        raise Refused(STOP_REFUSAL_WORDS[refused.refusal][0]) from refused
    words = (
        f"Stopped: {done.withdrawn:,} messages are not sent; {done.corrected:,} people are told to ignore "
        "what they were told.\n"
        "`teeka stop list` shows what is stopped, `teeka stop lift` lets messages go again."
    )
    print_result(asdict(done), as_json=as_json, words=words)
    return 0


@stop.command("list")
@json_option
def stop_list(as_json: bool) -> int:
    """What is stopped, and what was."""
    rows = [asdict(row) for row in queries.stops()]
    words = "\n".join(
        f"{row['id']}: {row['session_code'] or 'district ' + str(row['district_code'])}, {row['reason']} "
        f"({row['made_by']}){', lifted by ' + row['lifted_by'] if row['lifted_at'] else ''}"
        for row in rows
    )
    print_result({"stops": rows}, as_json=as_json, words=words or "Nothing is stopped.")
    return 0


@stop.command("lift")
@click.argument("number", type=int)
@json_option
def stop_lift(number: int, as_json: bool) -> int:
    """Lift stop NUMBER: everybody on the newest lists is told anew, where nothing live says it already."""
    try:
        owed = lift_stop(number, by=getpass.getuser(), now=clock.now())
    except StopRefused as refused:
        raise Refused(STOP_REFUSAL_WORDS[refused.refusal][0]) from refused
    words = f"Lifted: {owed.planned:,} people are to be told anew, {owed.kept:,} were told rightly."
    print_result({"planned": owed.planned, "kept": owed.kept}, as_json=as_json, words=words)
    return 0


def _stop(
    session_code: str | None, district: int | None, *, reason: str, corrects: bool, now: datetime
) -> Stopped:
    by = getpass.getuser()
    if session_code is None:
        codes = districts_with_sessions(now=now) if district is None else [district]
        return stop_districts(district_codes=codes, reason=reason, corrects=corrects, by=by, now=now)
    session = session_id_of(session_code)
    if session is None:
        raise Refused(
            f"There is no session {session_code}. The page Sessions names them. Nothing was changed."
        )
    return stop_session(session_id=session, reason=reason, corrects=corrects, by=by, now=now)
