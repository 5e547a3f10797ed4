"""Asha, her second registration, and made-up people around them."""

from typing import Any

from hypothesis import strategies as st

ASHA: dict[str, Any] = {
    "row": 1, "name": "Asha Kumari", "name_hi": "आशा कुमारी", "gender": "F", "birth_year": 1986,
    "mobile": "9812345601", "alt_mobile": "", "identity": "", "identity_kind": "", "employee_id": "",
    "posting": "F01", "district": "Patna", "birth_day": "", "home_address": "", "home_pin_code": "",
}  # fmt: skip
CROWD = [
    {**ASHA, "row": 1000 + n, "name": f"{given} {family}", "name_hi": "", "birth_year": 1960 + n % 40,
     "mobile": f"7{n:09}", "posting": f"F{n % 9:02}"}
    for n, (given, family) in enumerate(
        (given, family)
        for given in ("Sunita", "Rekha", "Manoj", "Imran", "Pooja", "Dev", "Chitra", "Ramesh")
        for family in ("Devi", "Yadav", "Paswan", "Ansari", "Mishra", "Sah")
    )
]  # fmt: skip


def binod(**differs: Any) -> dict[str, Any]:
    """Binod: Asha's second registration."""
    return {**ASHA, "row": 2, **differs}


people = st.builds(
    binod,
    name=st.sampled_from(
        ["Asha Kumari", "Asha", "Usha Kumari", "Binod Sah", "आशा कुमारी", "A. Kumari", "", "?"]
    ),
    name_hi=st.sampled_from(["", "आशा कुमारी"]),
    birth_year=st.sampled_from([1986, 1987, 1996, None]),
    mobile=st.sampled_from(["9812345601", "9812345602", ""]),
    identity=st.sampled_from(["", "ab12", "cd34"]),
    posting=st.sampled_from(["F01", "F02", ""]),
    home_address=st.sampled_from(["", "Ward 3"]),
    home_pin_code=st.sampled_from(["", "801505"]),
    birth_day=st.sampled_from(["", "05-17", "05-18"]),
    gender=st.sampled_from(["F", "M", ""]),
)
