import hmac

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.photo_ids import bare_identity
from teeka.rules.row_checks.identity import same_person_rows, with_identity, with_reference, with_roster_key
from teeka.shared.ids import beneficiary_reference, number_in_block


def people(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {
        "full_name": "Asha Devi", "birth_year": 1985, "mobile": "9812345670", "district_code": 1,
        "employee_id": "",
        "photo_id_number": "",
    }  # fmt: skip
    return pl.DataFrame([{**usual, "row": i, **row} for i, row in enumerate(rows, 1)])


def keys(*rows: dict[str, object]) -> list[str]:
    return with_roster_key(with_identity(people(*rows), b"key"))["roster_key"].to_list()


def test_an_identity_number_leaves_only_its_keyed_hash_and_four_digits() -> None:
    kept = with_identity(people({"photo_id_number": "123412341234"}, {}), b"key")

    expected = hmac.digest(b"key", b"123412341234", "sha256").hex()
    assert kept["photo_id_hash"].to_list() == [expected, None]
    assert kept["photo_id_last4"].to_list() == ["1234", ""]
    assert "123412341234" not in str(kept.rows())


def test_a_masked_number_is_no_number() -> None:
    assert bare_identity("XXXXXXXX1234") == ""
    assert bare_identity("1234 1234 1234") == "123412341234"


def test_the_employee_id_is_the_key_before_the_document_and_the_document_before_the_name() -> None:
    with_both = {"employee_id": "E1", "photo_id_number": "123412341234"}

    assert len(set(keys(with_both, {**with_both, "full_name": "A", "photo_id_number": "9999"}))) == 1
    document = {"photo_id_number": "123412341234"}
    assert len(set(keys(document, {**document, "mobile": "6"}))) == 1
    assert len(set(keys({"full_name": "ASHA  DEVI"}, {"full_name": "Asha-Devi"}))) == 1
    assert len(set(keys({}, {"birth_year": 1986}))) == 2
    assert len(set(keys({"employee_id": "E1"}, {"employee_id": "E1", "district_code": 2}))) == 2


@settings(max_examples=50)
@given(st.integers(0, 899_999), st.lists(st.integers(1, 9_999_999), min_size=1, max_size=20))
def test_a_column_of_references_is_what_each_would_get_alone(block: int, rows: list[int]) -> None:
    column = with_reference(pl.DataFrame({"row": rows}), block)["reference"].to_list()

    assert column == [beneficiary_reference(number_in_block(block, row)) for row in rows]


def test_a_person_twice_in_a_file_is_told_from_a_person_who_differs() -> None:
    e1 = {"employee_id": "E1"}
    rows = with_roster_key(with_identity(people(e1, e1, {**e1, "mobile": "7"}), b"k"))

    assert same_person_rows(rows, ["mobile"]).rows() == [(2, 1, False), (3, 1, True)]
