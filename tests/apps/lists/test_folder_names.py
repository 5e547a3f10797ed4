from pathlib import PurePosixPath, PureWindowsPath

from hypothesis import example, given
from hypothesis import strategies as st

from teeka.apps.lists.folder_names import DEVICES, LONGEST_NAME, folder_of_code, slug


@given(st.text(min_size=1))
@example("../../etc/passwd")
@example("CON")
@example("a/b\\c:d|e")
@example(".hidden")
@example("S1.")
def test_any_code_becomes_one_folder_that_no_system_misreads(code: str) -> None:
    name = folder_of_code(code)

    assert 0 < len(name) <= LONGEST_NAME + 20
    assert PurePosixPath(name).parts == PureWindowsPath(name).parts == (name,)
    assert name.isascii()
    assert not name.startswith((".", "-"))
    assert not name.endswith(".")
    assert name.partition(".")[0].lower() not in DEVICES
    assert not set(name) & set('<>:"/\\|?*\x00 ')


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=30))
def test_two_codes_never_share_a_folder(codes: list[str]) -> None:
    assert len({folder_of_code(code) for code in codes}) == len(codes)


@given(st.from_regex(r"[A-Z]{2}-[A-Z]{3}-[0-9]{1,6}", fullmatch=True))
def test_a_plain_code_is_its_own_folder(code: str) -> None:
    assert folder_of_code(code) == code


@given(st.text())
def test_any_place_name_becomes_a_slug(name: str) -> None:
    assert PurePosixPath(slug(name)).parts == (slug(name),)
    assert slug(name) not in DEVICES


def test_districts_read_as_people_write_them() -> None:
    assert slug("Purbi Champaran") == "purbi-champaran"
    assert slug("Kaimur (Bhabua)") == "kaimur-bhabua"
    assert slug("") == "not-known"
