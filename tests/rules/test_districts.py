import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.districts import closest_place, fold_place, reconcile_districts

# District names as three offices write them: India Post and LGD, Co-WIN, and in Hindi.
BIHAR = {
    "ARARIA": ["Araria", "अररिया"],
    "ARWAL": ["Arwal", "अरवल"],
    "AURANGABAD": ["Aurangabad ", "औरंगाबाद"],
    "BANKA": ["Banka", "बांका", "बाँका"],
    "BEGUSARAI": ["Begusarai", "बेगूसराय"],
    "BHAGALPUR": ["Bhagalpur", "भागलपुर"],
    "BHOJPUR": ["Bhojpur", "भोजपुर"],
    "BUXAR": ["Buxar"],
    "DARBHANGA": ["Darbhanga", "दरभंगा"],
    "GAYA": ["Gaya", "गया", "gaya district", "जिला गया", "ज़िला- गया"],
    "GOPALGANJ": ["Gopalganj", "गोपालगंज"],
    "JAMUI": ["Jamui", "जमुई"],
    "JEHANABAD": ["Jehanabad"],
    "KAIMUR (BHABUA)": ["Kaimur", "कैमूर", "Kaimur (Bhabua"],
    "KATIHAR": ["Katihar", "कटिहार"],
    "KHAGARIA": ["Khagaria", "खगड़िया"],
    "KISHANGANJ": ["Kishanganj", "किशनगंज"],
    "LAKHISARAI": ["Lakhisarai", "लखीसराय"],
    "MADHEPURA": ["Madhepura", "मधेपुरा"],
    "MADHUBANI": ["Madhubani", "मधुबनी"],
    "MUNGER": ["Munger", "मुंगेर"],
    "MUZAFFARPUR": ["Muzaffarpur", "Muzafarpur", "Mujaffarpur", "मुजफ्फरपुर"],
    "NALANDA": ["Nalanda", "नालंदा", "नालन्दा"],
    "NAWADA": ["Nawada", "नवादा"],
    "PASHCHIM CHAMPARAN": ["West Champaran", "W. Champaran", "पश्चिम चंपारण", "पश्चिमी चम्पारण"],
    "PATNA": ["Patna", "पटना", " PATNA."],
    "PURBI CHAMPARAN": ["East Champaran", "Purvi Champaran", "Poorvi Champaran", "पूर्वी चंपारण"],
    "PURNIA": ["Purnia", "पूर्णिया"],
    "ROHTAS": ["Rohtas", "रोहतास"],
    "SAHARSA": ["Saharsa", "सहरसा"],
    "SAMASTIPUR": ["Samastipur", "समस्तीपुर"],
    "SARAN": ["Saran", "सारण"],
    "SHEIKHPURA": ["Sheikhpura", "Shekhpura", "शेखपुरा"],
    "SHEOHAR": ["Sheohar"],
    "SITAMARHI": ["Sitamarhi", "सीतामढ़ी"],
    "SIWAN": ["Siwan", "सीवान", "Siwaan"],
    "SUPAUL": ["Supaul", "सुपौल"],
    "VAISHALI": ["Vaishali", "वैशाली"],
}
CODES = {name: 10001 + n for n, name in enumerate(BIHAR)}
SPELLINGS = {fold_place(name): code for name, code in CODES.items()}


def test_no_two_districts_of_bihar_share_a_key() -> None:
    assert len(SPELLINGS) == 38


@pytest.mark.parametrize(("name", "written"), [(n, w) for n, ws in BIHAR.items() for w in ws])
def test_the_spellings_of_a_district_meet_under_one_key(name: str, written: str) -> None:
    assert fold_place(written) == fold_place(name)


def test_east_and_west_champaran_never_meet() -> None:
    assert fold_place("East Champaran") != fold_place("West Champaran")
    assert closest_place("Champaran", SPELLINGS) is None
    assert closest_place("East Champaran", {fold_place("West Champaran"): 1}) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 PARAGANAS NORTH", "North 24 Parganas"),
        ("DINAJPUR UTTAR", "Uttar Dinajpur"),
        ("BANAS KANTHA", "Banaskantha"),
        ("Ri-Bhoi", "RI BHOI"),
        ("Alipurduar District", "Alipurduar"),
    ],
)
def test_word_order_spaces_and_idle_words_do_not_matter(one: str, other: str) -> None:
    assert fold_place(one) == fold_place(other)


def test_brackets_that_tell_two_districts_apart_are_kept() -> None:
    assert fold_place("Warangal(Rural)") != fold_place("Warangal(Urban)")


def test_a_slip_of_the_hand_is_understood_and_a_stranger_is_not() -> None:
    assert closest_place("Muzaffarpr", SPELLINGS) == CODES["MUZAFFARPUR"]
    assert closest_place("Lucknow", SPELLINGS) is None
    assert closest_place("", SPELLINGS) is None


def test_two_names_that_want_one_district_are_both_left_to_a_person() -> None:
    result = reconcile_districts(["Muzaffarpr", "Muzaffarpuur x", "Gaya"], SPELLINGS)

    assert result.matched == {"Gaya": CODES["GAYA"]}
    assert sorted(result.unmatched) == ["Muzaffarpr", "Muzaffarpuur x"]


def test_a_near_spelling_does_not_take_a_district_that_is_named_exactly() -> None:
    result = reconcile_districts(["Muzaffarpr", "Muzaffarpur"], SPELLINGS)

    assert result.matched == {"Muzaffarpur": CODES["MUZAFFARPUR"]}
    assert result.unmatched == ["Muzaffarpr"]


@given(st.text(max_size=60))
def test_any_text_folds_to_a_small_stable_key(text: str) -> None:
    folded = fold_place(text)

    assert folded == folded.strip()
    assert fold_place(f"  {text.upper()} ") == fold_place(text.upper())
    assert all(c.isascii() and (c.isalnum() or c == " ") for c in folded)


@given(st.sampled_from(sorted(BIHAR)), st.sampled_from([str.upper, str.lower, str.title]))
def test_letter_case_never_matters(name: str, case) -> None:
    assert fold_place(case(name)) == fold_place(name)


@given(st.lists(st.one_of(st.sampled_from(sorted(BIHAR)), st.text(max_size=20)), max_size=12))
def test_every_name_is_either_matched_or_reported_and_order_does_not_matter(names: list[str]) -> None:
    result = reconcile_districts(names, SPELLINGS)

    assert result.matched.keys() | set(result.unmatched) == set(names)
    assert not result.matched.keys() & set(result.unmatched)
    assert reconcile_districts(reversed(names), SPELLINGS).matched == result.matched
