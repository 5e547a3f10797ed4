from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.permissions import (
    LEVEL,
    MAY,
    NOWHERE,
    UPLOADS,
    Action,
    Jurisdiction,
    Level,
    Role,
    is_open,
    kinds_to_upload,
    masked,
    may,
    needs,
    open_to_all,
)

codes = st.integers(1, 9)
jurisdictions = st.builds(
    Jurisdiction,
    districts=st.frozensets(codes),
    block_code=st.none() | codes,
    facility_id=st.none() | codes,
    site_id=st.none() | codes,
)


def test_every_role_has_a_level_and_a_row_in_the_table() -> None:
    assert set(MAY) == set(LEVEL) == set(Role)


@given(st.text(max_size=20), st.sampled_from(Action))
def test_an_unknown_role_may_nothing(role: str, action: Action) -> None:
    if role not in set(Role):
        assert not may(role, action)
        assert kinds_to_upload(role) == ()


def test_only_who_may_upload_has_something_to_upload() -> None:
    assert {role for role in Role if may(role, Action.UPLOAD)} == set(UPLOADS)


def test_nobody_above_the_district_and_no_auditor_sees_a_whole_mobile() -> None:
    above = [role for role in Role if LEVEL[role] in {Level.COUNTRY, Level.STATE}]

    assert not any(may(role, Action.SEE_MOBILE) for role in above)


def test_who_calls_sees_the_number_to_dial() -> None:
    assert all(may(role, Action.SEE_MOBILE) for role in Role if may(role, Action.CALL))


@given(jurisdictions, codes)
def test_narrowing_never_adds_a_district(jurisdiction: Jurisdiction, district: int) -> None:
    inside = jurisdiction.narrowed_to(district)

    assert inside.districts <= jurisdiction.districts
    assert inside.districts <= {district}


@given(jurisdictions, codes)
def test_a_login_of_one_block_cannot_be_moved_to_another(jurisdiction: Jurisdiction, block: int) -> None:
    inside = jurisdiction.narrowed_to_block(block)

    if jurisdiction.block_code not in (None, block):
        assert inside == NOWHERE
    else:
        assert (inside.block_code, inside.districts) == (block, jurisdiction.districts)


@given(st.from_regex(r"[6-9][0-9]{9}", fullmatch=True))
def test_a_masked_number_keeps_its_length_and_only_four_digits(mobile: str) -> None:
    hidden = masked(mobile)

    assert (len(hidden), hidden[-4:]) == (10, mobile[-4:])
    assert sum(sign.isdigit() for sign in hidden) == 4


def test_no_number_is_masked_as_nothing() -> None:
    assert masked("") == ""


def test_a_view_is_closed_until_it_says_otherwise() -> None:
    def bare() -> None:
        """Says nothing of itself."""

    @needs(Action.CALL)
    def for_callers() -> None:
        """Names an action."""

    @open_to_all("it has its own secret")
    def for_all() -> None:
        """Gives a reason."""

    assert (is_open(bare), is_open(for_callers), is_open(for_all)) == (False, False, True)
