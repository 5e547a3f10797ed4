"""`teeka staff`: gives logins at a place, and new passwords; each is printed once and stored nowhere."""

import click

from teeka.apps.accounts.services.staff import (
    PROBLEM_WORDS,
    StaffRefused,
    add_staff,
    renew_password,
    set_email,
)
from teeka.apps.readiness.queries.login_place import PlaceNotFound, place_named
from teeka.doors.commands.terminal import Refused, json_option, print_result
from teeka.rules.permissions import LEVEL, Role


@click.group()
def staff() -> None:
    """Logins of staff."""


@staff.command()
@click.argument("username")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--name", default="", help="the full name, shown on each page")
@click.option("--state", default="", help="the state's name; by default the one this installation works for")
@click.option("--district", default="", help="the district's name or code")
@click.option("--block", default="", help="the block's name or code")
@click.option("--facility", default="", help="the facility's code")
@click.option("--site", default="", help="a session's code: the login works at that session's site")
@click.option("--language", type=click.Choice(["en", "hi"]), default="en")
@click.option("--email", default="", help="where alarms of the district are written to")
@json_option
def add(
    username: str, *, role: str, name: str, state: str, district: str, block: str, facility: str, site: str,
    language: str, email: str, as_json: bool,
) -> None:  # fmt: skip
    """Make a login: teeka staff add rekha --role district --district Patna."""
    try:
        place = place_named(state=state, district=district, block=block, facility=facility, session_code=site)
        password = add_staff(
            username=username, full_name=name, role=role, place=place, language=language, email=email
        )
    except PlaceNotFound as problem:
        raise Refused(
            f"There is no {problem.what} {problem.name!r} here. Check its spelling; no login was made."
        ) from problem
    except StaffRefused as problem:
        english, _hindi = PROBLEM_WORDS[problem.problem]
        level = LEVEL[Role(role)].value
        raise Refused(english.format(username=username, role=role, level=level)) from problem
    result = {"username": username.strip().lower(), "role": role, "password": password}
    words = f"Login {result['username']} ({role}). Password, shown this once: {password}"
    print_result(result, as_json=as_json, words=words)


@staff.command("set-email")
@click.argument("username")
@click.argument("email")
@json_option
def email_of(username: str, *, email: str, as_json: bool) -> None:
    """Say where alarms are written to; an empty address: nowhere."""
    try:
        is_known = set_email(username=username, email=email)
    except StaffRefused as problem:
        raise Refused(PROBLEM_WORDS[problem.problem][0]) from problem
    if not is_known:
        raise Refused(f"There is no login {username!r}. Check its spelling; nothing was changed.")
    result = {"username": username.strip().lower(), "has_email": bool(email.strip())}
    print_result(result, as_json=as_json, words=f"Kept for {result['username']}.")


@staff.command("new-password")
@click.argument("username")
@json_option
def new_password(username: str, as_json: bool) -> None:
    """Give a login a new password; the old one ends at once."""
    password = renew_password(username=username)
    if password is None:
        raise Refused(f"There is no login {username!r}. Check its spelling; nothing was changed.")
    result = {"username": username.strip().lower(), "password": password}
    print_result(result, as_json=as_json, words=f"Password, shown this once: {password}")
