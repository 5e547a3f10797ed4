"""Gives logins: one role at one place each, with a password that is shown once and stored nowhere."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from teeka.apps.accounts.models import Staff
from teeka.rules.permissions import LEVEL, Level, Role
from teeka.shared.email_address import read_email

# No letters or digits that look alike on paper; four groups of four hold 79 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{2,59}")


class StaffProblem(StrEnum):
    USERNAME_TAKEN = "username taken"
    USERNAME_MALFORMED = "username malformed"
    ROLE_UNKNOWN = "role unknown"
    PLACE_MISSING = "place missing"
    EMAIL_MALFORMED = "email malformed"


PROBLEM_WORDS: dict[StaffProblem, tuple[str, str]] = {
    StaffProblem.USERNAME_TAKEN: (
        "The login {username} exists already. Choose another name; nothing was changed.",
        "लॉगिन {username} पहले से है। दूसरा नाम चुनें; कुछ भी नहीं बदला।",
    ),
    StaffProblem.USERNAME_MALFORMED: (
        "The login {username} is not usable. Use 3 to 60 small Latin letters, digits, dots or hyphens.",
        "लॉगिन {username} काम का नहीं है। 3 से 60 छोटे अंग्रेज़ी अक्षर, अंक, बिंदु या हाइफ़न रखें।",
    ),
    StaffProblem.ROLE_UNKNOWN: (
        "There is no role {role}. Roles: national, state, district, block, facility, session_site, verifier, "
        "vaccinator, call_centre, auditor.",
        "{role} नाम की कोई भूमिका नहीं है। भूमिकाएँ: national, state, district, block, facility, session_site, "
        "verifier, vaccinator, call_centre, auditor.",
    ),
    StaffProblem.PLACE_MISSING: (
        "The role {role} needs its place: a {level}. Name it and try again.",
        "भूमिका {role} को अपना स्थान चाहिए: {level}. उसे लिखें और फिर कोशिश करें।",
    ),
    StaffProblem.EMAIL_MALFORMED: (
        "This is no e-mail address. Write it as name@office.example; nothing was changed.",
        "यह ईमेल पता नहीं है। name@office.example की तरह लिखें; कुछ भी नहीं बदला।",
    ),
}


class StaffRefused(Exception):
    def __init__(self, problem: StaffProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Place:
    """Where a login works: the codes of its place and of the coarser ones that this lies in."""

    state_code: int | None = None
    district_code: int | None = None
    block_code: int | None = None
    facility_id: int | None = None
    session_site_id: int | None = None


def new_password() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def add_staff(
    *, username: str, full_name: str, role: str, place: Place, language: str = "en", email: str = ""
) -> str:
    """Make a login and return its password, or raise StaffRefused with nothing changed."""
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise StaffRefused(StaffProblem.USERNAME_MALFORMED)
    if role not in set(Role):
        raise StaffRefused(StaffProblem.ROLE_UNKNOWN)
    if _place_of(Role(role), place) is None:
        raise StaffRefused(StaffProblem.PLACE_MISSING)
    address = _address(email)
    password = new_password()
    try:
        with transaction.atomic():
            Staff.objects.create(
                username=username,
                full_name=full_name.strip() or username,
                role=role,
                state_code=place.state_code,
                district_code=place.district_code,
                block_code=place.block_code,
                facility_id=place.facility_id,
                session_site_id=place.session_site_id,
                language=language,
                email=address,
                password=make_password(password),
            )
    except IntegrityError as error:
        raise StaffRefused(StaffProblem.USERNAME_TAKEN) from error
    return password


def renew_password(*, username: str) -> str | None:
    """A new password for a login; the old one and every open session end. None when nobody has that name."""
    password = new_password()
    changed = Staff.objects.filter(username=username.strip().lower()).update(password=make_password(password))
    return password if changed else None


def set_email(*, username: str, email: str) -> bool:
    """Where alarms are written to; empty: nowhere. False when nobody has that name. Or StaffRefused."""
    address = _address(email)
    return bool(Staff.objects.filter(username=username.strip().lower()).update(email=address))


def _address(email: str) -> str | None:
    address = read_email(email)
    if email.strip() and not address:
        raise StaffRefused(StaffProblem.EMAIL_MALFORMED)
    return address or None


def choose_language(*, staff_id: int, language: str) -> None:
    Staff.objects.filter(pk=staff_id).update(language=language)


def _place_of(role: Role, place: Place) -> int | None:
    """The code that this role cannot be without; 0 for the country, which needs none."""
    return {
        Level.COUNTRY: 0,
        Level.STATE: place.state_code,
        Level.DISTRICT: place.district_code,
        Level.BLOCK: place.block_code,
        Level.FACILITY: place.facility_id,
        Level.SITE: place.session_site_id,
    }[LEVEL[role]]
