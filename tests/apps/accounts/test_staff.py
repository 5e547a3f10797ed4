"""Logins: one role at one place, which the role cannot be without; a password that is shown once."""

import pytest

from teeka.apps.accounts.models import Staff
from teeka.apps.accounts.services.staff import (
    PROBLEM_WORDS,
    Place,
    StaffProblem,
    StaffRefused,
    add_staff,
    new_password,
    renew_password,
)
from teeka.apps.readiness.queries.jurisdictions import jurisdiction_of
from teeka.rules.permissions import LEVEL, NOWHERE, Level, Role

WHOLE = Place(state_code=91, district_code=9101, block_code=910_101, facility_id=5, session_site_id=6)
pytestmark = pytest.mark.django_db


def refusal(**changes: object) -> StaffProblem:
    wanted = {"username": "rekha", "full_name": "Rekha", "role": "district", "place": WHOLE, **changes}
    with pytest.raises(StaffRefused) as refused:
        add_staff(**wanted)  # type: ignore[arg-type]
    return refused.value.problem


def test_a_new_login_is_let_in_by_the_password_that_was_shown() -> None:
    password = add_staff(username=" Rekha ", full_name="", role="district", place=WHOLE)

    staff = Staff.objects.get(username="rekha")
    assert staff.check_password(password)
    assert password not in staff.password
    assert staff.full_name == "rekha"


def test_a_login_is_made_once() -> None:
    add_staff(username="rekha", full_name="Rekha", role="district", place=WHOLE)

    assert refusal(username="REKHA") is StaffProblem.USERNAME_TAKEN
    assert Staff.objects.count() == 1


@pytest.mark.parametrize("username", ["", "ab", "रेखा", "a b c", "-rekha", "x" * 61])
def test_an_unusable_name_is_refused(username: str) -> None:
    assert refusal(username=username) is StaffProblem.USERNAME_MALFORMED


def test_an_unknown_role_is_refused() -> None:
    assert refusal(role="minister") is StaffProblem.ROLE_UNKNOWN


@pytest.mark.parametrize("role", [role for role in Role if LEVEL[role] is not Level.COUNTRY])
def test_a_role_without_its_place_is_refused_and_would_see_nothing(role: Role) -> None:
    assert refusal(role=role.value, place=Place()) is StaffProblem.PLACE_MISSING
    assert jurisdiction_of(Staff(username="x", role=role.value)) == NOWHERE


@pytest.mark.parametrize("role", [role for role in Role if LEVEL[role] not in {Level.COUNTRY, Level.STATE}])
def test_below_the_state_a_login_has_one_district_and_the_part_that_its_role_names(role: Role) -> None:
    staff = Staff(
        role=role.value,
        state_code=91,
        district_code=9101,
        block_code=910_101,
        facility_id=5,
        session_site_id=6,
    )
    seen = jurisdiction_of(staff)

    assert seen.districts == {9101}
    narrowed = (seen.block_code, seen.facility_id, seen.site_id)
    assert (
        narrowed
        == {
            Level.DISTRICT: (None, None, None),
            Level.BLOCK: (910_101, None, None),
            Level.FACILITY: (None, 5, None),
            Level.SITE: (None, None, 6),
        }[LEVEL[role]]
    )


def test_a_new_password_ends_the_old_one() -> None:
    old = add_staff(username="rekha", full_name="Rekha", role="district", place=WHOLE)
    new = renew_password(username="Rekha")

    staff = Staff.objects.get()
    assert new is not None
    assert staff.check_password(new)
    assert not staff.check_password(old)
    assert renew_password(username="nobody") is None


def test_every_refusal_has_words_in_both_languages() -> None:
    assert set(PROBLEM_WORDS) == set(StaffProblem)
    assert all(english and hindi for english, hindi in PROBLEM_WORDS.values())


def test_a_password_can_be_read_aloud_from_paper() -> None:
    passwords = {new_password() for _ in range(200)}

    assert len(passwords) == 200
    assert {len(password) for password in passwords} == {19}
    assert not set("".join(passwords)) & set("O0Il1")
