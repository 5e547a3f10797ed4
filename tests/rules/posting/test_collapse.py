"""Which rows of a registry are one facility, and which never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.posting.collapse import collapse, with_hand
from teeka.rules.posting.named_rows import SIGN_WORDS, RegistryRow, Sign, evidence_words

ONE = [
    ("PHC Danapur", "PHC", "PHC Danapur Covaxin", "PHC"),
    ("PHC Danapur", "PHC", "Danapur PHC.COVISHIELD", "PHC"),
    ("PHC Danapur", "PHC", "Danapur Primary Health Centre - B", "PHC"),
    ("PHC Danapur", "PHC", "प्रा.स्वा.केन्द्र दानापुर", "PHC"),
    ("PHC Danapur", "PHC", "दानापुर प्रा.स्वा.केन्द्र टीम 2", "PHC"),
    ("PHC Danapur", "PHC", "PHC Danapur team 2", "PHC"),
    ("PHC Danapur", "PHC", "Danapur PHC For 2nd Dose", "PHC"),
    ("PHC Danapur", "PHC", "PHC Danapur 18-44 Session Site 3", "PHC"),
    ("AIIMS Patna", "HOSP", "AIIMS Patna A", "HOSP"),
    ("AIIMS Patna FLW", "", "AIIMS Patna Other", ""),
    ("Phulwarishrif PHC", "PHC", "Phulwari Sarif PHC 2", "PHC"),
    ("Paliganj PHC", "PHC", "Paligunj PHC 1st Dose", "PHC"),
    ("Sampatchak PHC", "PHC", "SAMPACHAK PHC FLW", "PHC"),
    ("Narpatganj CHC", "CHC", "CHC Nartpatganj", "CHC"),
    ("UPHC Siparadih", "UPHC", "UPHC SIPARA DIH", "UPHC"),
    ("UPHC Gulzarbagh Patna", "UPHC", "UPHC Guljar Bagh", "UPHC"),
    ("UPHC Maroof Ganj (A)", "UPHC", "UPHC Marufganj FLW 2", "UPHC"),
    ("HSC Korma", "HSC", "Korma Sub Centre Covishield", "HSC"),
    ("Sadar Hospital", "DH", "District Hospital Patna 2", "DH"),
]
TWO = [
    ("APHC Bihta", "APHC", "PHC Bihta", "PHC"),
    ("PHC Bihta", "PHC", "PHC Bihta", "CHC"),
    ("HSC Rampur (North)", "HSC", "HSC Rampur (South)", "HSC"),
    ("HSC Rampur East", "HSC", "HSC Rampur West", "HSC"),
    ("HSC Rampur", "HSC", "HSC Rampura", "HSC"),
    ("PHC Rampurwa", "PHC", "PHC Rampura", "PHC"),
    ("PHC Ramnagar", "PHC", "PHC Rajnagar", "PHC"),
    ("APHC Bhadar", "APHC", "APHC Bhadwar", "APHC"),
    ("HSC Sampatchak", "HSC", "HSC Sampachak", "HSC"),
    ("UPHC Ward 1", "UPHC", "UPHC Ward 2", "UPHC"),
    ("UPHC Ward No. 1", "UPHC", "UPHC Ward No. 11", "UPHC"),
    ("UPHC 1", "UPHC", "UPHC 2", "UPHC"),
    ("UPHC 1 Gaodevi", "UPHC", "UPHC 3 Gaodevi", "UPHC"),
    ("Baduria Municipality UPHC 1", "UPHC", "Baduria Municipality UPHC 2", "UPHC"),
    ("UPHC Lohianagar 1", "UPHC", "UPHC Lohianagar 2", "UPHC"),
    ("Odhav 1 UHC", "UPHC", "Odhav 2 UHC", "UPHC"),
    ("SC Siwan 1", "HSC", "SC Siwan 3rd", "HSC"),
    ("HSC Barali A", "HSC", "HSC Barali B", "HSC"),
    ("HSC Chandpur", "HSC", "HSC Chandpur-II", "HSC"),
    ("Harangul SC", "HSC", "Harangul Kh SC", "HSC"),
    ("PHC Sahdei Buzurg", "PHC", "PHC Sahdei Khurd", "PHC"),
    ("Sindhari CHC", "CHC", "Samdari CHC", "CHC"),
    ("G S Hospital", "HOSP", "G. G. S. Hospital", "HOSP"),
    ("Shetty Hospital", "HOSP", "Citi Hospital", "HOSP"),
    ("Apollo Hospital", "HOSP", "Apollo Clinic", "HOSP"),
    ("Patna Dental College", "", "Patna College", ""),
    ("Old Bus Stand", "", "New Bus Stand", ""),
    ("Nagar Nigam Zone 8", "", "Nagar Nigam Zone 16", ""),
    ("Primary School Rampur", "", "High School Rampur", ""),
    ("Primary School Simlaj", "", "Primary School Simlaj-2", ""),
    ("PHC", "PHC", "PHC Covaxin", "PHC"),
    ("Cheki MPHC", "PHC", "Cheki BPHC", "PHC"),
]  # fmt: skip


def joined(*rows: RegistryRow) -> dict[str, str]:
    return {code: join.main_code for code, join in collapse(rows).items()}


@pytest.mark.parametrize(("name", "kind", "other", "other_kind"), ONE)
def test_session_marks_and_spellings_make_no_second_facility(name, kind, other, other_kind) -> None:
    rows = RegistryRow("F1", name, "Patna", kind), RegistryRow("F2", other, "Patna", other_kind)

    assert len(joined(*rows)) == 1
    assert not joined(rows[0], rows[1]._replace(district="Gaya"))


@pytest.mark.parametrize(("name", "kind", "other", "other_kind"), TWO)
def test_what_may_be_two_facilities_stays_two(name, kind, other, other_kind) -> None:
    assert not joined(RegistryRow("F1", name, "Patna", kind), RegistryRow("F2", other, "Patna", other_kind))


PHC = RegistryRow("F1", "PHC Fatehpur", "Gaya", "PHC", "Fatehpur", "824232", 24.6, 85.2)


@pytest.mark.parametrize(
    ("more", "is_one"),
    [
        ({}, True),
        ({"block": "Konch"}, False),
        ({"block": "Phatehpur"}, True),
        ({"block": ""}, True),
        ({"pin_code": "824230"}, False),
        ({"latitude": 24.62}, True),
        ({"latitude": 24.8}, False),
        ({"latitude": None, "longitude": None, "pin_code": ""}, True),
    ],
)
def test_another_block_pin_code_or_point_is_another_facility(more, is_one: bool) -> None:
    other = PHC._replace(code="F2", name="Fatehpur PHC A", **more)

    assert bool(joined(PHC, other)) is is_one


def test_a_village_whose_block_is_not_said_may_be_any_of_that_name() -> None:
    konch, somewhere = (
        RegistryRow("F1", "HSC Rampur", "Gaya", "HSC", "Konch"),
        RegistryRow("F2", "HSC Rampur Covaxin", "Gaya", "HSC"),
    )

    assert not joined(konch, somewhere)
    assert joined(konch, somewhere._replace(block="Konch")) == {"F2": "F1"}
    assert joined(konch, somewhere._replace(name="HSC Rampur Konch", block="Konch")) == {"F2": "F1"}


@pytest.mark.parametrize("block", ["Phulwari", "Phulwari Sharif"])
def test_a_centre_named_for_its_block_has_the_name_of_the_town_too(block: str) -> None:
    rows = (
        RegistryRow("F1", "PHC Phulwari", "Patna", "PHC", block),
        RegistryRow("F2", "Phulwarisharif PHC 2nd Dose", "Patna", "PHC", block),
    )

    assert joined(*rows) == {"F2": "F1"}
    assert not joined(rows[0], rows[1]._replace(block=""))
    assert not joined(*(row._replace(block="Danapur") for row in rows))
    assert not joined(*(row._replace(name=row.name.replace("PHC", "HSC"), type="HSC") for row in rows))


def test_a_row_that_is_like_two_that_differ_joins_neither() -> None:
    konch, atri = (
        PHC._replace(code=code, block=block, pin_code="") for code, block in (("F1", "Konch"), ("F2", "Atri"))
    )

    assert not joined(konch, atri, PHC._replace(code="F3", block="", pin_code=""))
    assert joined(konch, atri, konch._replace(code="F4")) == {"F4": "F1"}


def test_the_plainest_name_stands_for_the_others_then_the_lowest_code() -> None:
    rows = [
        RegistryRow("F1", "PHC Danapur Covaxin", "Patna", "PHC"),
        RegistryRow("F4", "Danapur PHC", "Patna", "PHC"),
        RegistryRow("F3", "PHC Danapur", "Patna", "PHC"),
        RegistryRow("F2", "Danapur.PHC..", "Patna", "PHC"),
    ]

    assert joined(*rows) == {"F1": "F3", "F2": "F3", "F4": "F3"}


def test_the_evidence_names_the_mark_and_the_two_spellings_in_both_languages() -> None:
    rows = (
        RegistryRow("F1", "Phulwarisharif PHC", "10032", "PHC", "Phulwari", "801505"),
        RegistryRow("F2", "Phulwari Sarif PHC Covaxin", "10032", "PHC", "Phulwari", "801505"),
    )

    join = collapse(rows, {"10032": ("Patna", "पटना")})["F2"]

    assert [sign for sign, _ in join.evidence] == [
        Sign.SESSION_MARK, Sign.SPELLING, Sign.SAME_BLOCK, Sign.SAME_PIN_CODE,
    ]  # fmt: skip
    english, hindi = (evidence_words(join.evidence, language) for language in ("en", "hi"))
    assert english[:2] == [
        "a session mark: “Covaxin”",
        "the name spelt “Phulwari Sarif PHC” and “Phulwarisharif PHC”",
    ]
    assert hindi[0] == "सत्र का चिह्न: “Covaxin”"
    assert set(SIGN_WORDS) == set(Sign)


names = st.builds(
    " ".join,
    st.tuples(
        st.sampled_from(["PHC", "CHC", "HSC", "APHC", "UPHC", "Hospital", ""]),
        st.sampled_from(
            ["Danapur", "Dana pur", "Rampur", "Rampura", "Paliganj", "Paligunj", "Paliginj", "दानापुर"]
        ),
        st.sampled_from(["", "Covaxin", "FLW", "2", "A", "North", "old", "team 2", "Patna", "Ward 3"]),
    ),
)
rows_of_a_registry = st.lists(
    st.builds(
        RegistryRow,
        code=st.integers(1, 99).map("F{:02}".format),
        name=names,
        district=st.sampled_from(["Patna", "Gaya"]),
        type=st.sampled_from(["", "PHC", "HSC", "OTHER"]),
        block=st.sampled_from(["", "Konch", "Atri"]),
        pin_code=st.sampled_from(["", "800001", "800002"]),
    ),
    unique_by=lambda row: row.code,
    max_size=14,
)


@given(rows_of_a_registry, st.randoms())
def test_the_order_of_the_rows_changes_nothing(rows, chance) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert collapse(rows) == collapse(shuffled)


@given(rows_of_a_registry)
def test_a_collapsed_registry_collapses_no_further_and_nobody_stands_for_a_row_that_stands(rows) -> None:
    joins = collapse(rows)

    assert not {join.main_code for join in joins.values()} & joins.keys()
    assert not collapse([row for row in rows if row.code not in joins])


@given(rows_of_a_registry)
def test_no_group_crosses_districts_or_types_that_are_said(rows) -> None:
    by_code = {row.code: row for row in rows}
    for code, join in collapse(rows).items():
        one, other = by_code[code], by_code[join.main_code]
        assert one.district == other.district
        assert {one.name.split()[0], other.name.split()[0]} != {"PHC", "HSC"}


@given(rows_of_a_registry)
def test_an_unrelated_facility_changes_no_group(rows) -> None:
    newcomer = RegistryRow("A0", "PHC Mokama", "Patna", "PHC")

    assert collapse([*rows, newcomer]) == collapse(rows)


@pytest.mark.parametrize(
    ("by_rule", "by_hand", "meant"),
    [
        ({"B": "A"}, {}, {"B": "A"}),
        ({"B": "A"}, {"B": "C"}, {"B": "C"}),
        ({"B": "A"}, {"A": "C"}, {"A": "C", "B": "C"}),
        ({"B": "A", "C": "A"}, {"A": "B"}, {"A": "B", "C": "B"}),
        ({"B": "A"}, {"C": "B"}, {"B": "A", "C": "A"}),
        ({"D": "I"}, {"G": "D", "I": "G"}, {"G": "D", "I": "D"}),
    ],
)
def test_a_persons_word_holds_against_the_rule(by_rule, by_hand, meant) -> None:
    assert with_hand(by_rule, by_hand) == meant


codes = st.integers(0, 9)


@given(
    st.dictionaries(codes, codes).map(lambda d: {a: b for a, b in d.items() if b not in d}),
    st.dictionaries(codes, codes).map(lambda d: {a: b for a, b in d.items() if b < a}),
)
def test_everybody_is_led_to_a_row_that_stands_by_itself(by_rule: dict, by_hand: dict) -> None:
    meant = with_hand(by_rule, by_hand)

    assert not set(meant.values()) & meant.keys()
    assert all(meant[code] == meant.get(main, main) for code, main in by_hand.items())
    assert meant.keys() <= by_rule.keys() | by_hand.keys()
