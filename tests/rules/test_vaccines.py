import pytest

from teeka.rules.vaccines import vaccine_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("COVISHIELD", "covishield"),
        ("कोविशील्ड", "covishield"),
        ("Co-Vaxin", "covaxin"),
        ("Sputnik V", "sputnik_v"),
        ("-", ""),
    ],
)
def test_a_vaccine_has_one_code_however_it_is_written(text: str, code: str) -> None:
    assert vaccine_code(text) == code
