import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.posting import lexicon
from teeka.rules.posting.devanagari import romanise
from teeka.rules.posting.folding import fold
from teeka.rules.posting.sounds import sound_of

SAME_PLACE_SAME_TYPE = [
    ("PHC Phulwari", "फुलवारी प्रा.स्वा.केन्द्र"),
    ("PHC Phulwari", "Fulvari P.H.C."),
    ("PHC Phulwari", "Primary Health Centre, Phulvari"),
    ("PHC Phulwari", "PHC Phulwari FLW"),
    ("PHC Phulwari", "PHC Phulwari CoVaxin team 2"),
    ("PHC Phulwari", "phulwari phc - B"),
    ("PHC Phulwari", "प्रा० स्वा० केनद्र फुलवारी"),
    ("PHC Phulwari", "OPD, Pry Health Center Phulwari"),
    ("APHC Lari", "A.P.H.C. Lari"),
    ("APHC Lari", "अतिरिक्त प्राथमिक स्वास्थ्य केंद्र लारी"),
    ("APHC Lari", "Addl. PHC Lari"),
    ("CHC Kartala", "C H C KARTALA"),
    ("CHC Kartala", "सामुदायिक स्वास्थ्य केन्द्र करताला"),
    ("HSC Bara", "स्वास्थ्य उपकेंद्र बारा"),
    ("HSC Bara", "Health Sub-Center Bara"),
    ("HWC Bara", "Health & Wellness Centre Bara"),
    ("Sadar Hospital Ara", "Sadar Hosp. Ara"),
    ("Sadar Hospital Ara", "सदर अस्पताल आरा"),
    ("Sadar Hospital Ara", "District Hospitaal Ara"),
    ("Referral Hospital Mokama", "रेफरल अस्पताल मोकामा"),
    ("SDH Danapur", "अनुमंडलीय अस्पताल दानापुर"),
    ("Medical College Siwan", "Midical College Siwan"),
    ("SDH Jhanjharpur", "एसडीएच झंझारपुर"),
    ("PHC Chausa", "पिएचसी चौसा"),
    ("PHC Chausa", "पी. एच. सी. चौसा"),
    ("HWC Kudra", "एचडव्ल्यूसी कुदरा"),
    ("PHC Brahampur", "ब्रहमपुर प्रा.स्वा.कैन्द्र"),
    ("Sadar Hospital Jamui", "सदर अस्पतल जमुई"),
    ("HWC Kudra", "स्वाश्थ्य एवं कल्याण केंद्र कुदरा"),
    ("HSC Rampur Khurd", "HSC Rampur Kh."),
    ("PHC Wav", "PHC Wav COXAXIN"),
    ("PHC Wav", "PHC Wav (CS)"),
    ("PHC Wav", "PHC Wav session site 2"),
    ("PHC Wav", "PHC Wav 17Feb"),
    ("PHC Wav", "PHC Ta Wav X"),
    ("PHC Wav", "Wav PHC XIN"),
    ("PHC Wav", "PHC Wav LD 2"),
    ("PHC Wav", "GCVC - PHC Wav (MoHUA)"),
    ("UPHC Panas", "O SWZ PANAS UHC"),
    ("UPHC Bara", "Urban Helath Centre Bara"),
    ("UPHC Bara", "Urben Health Cneter Bara"),
    ("UPHC Bara", "शहरी स्वास्थ्य केंद्र बारा"),
    ("PHC Bara", "Primary Heath Centre Bara"),
    ("PHC Bara", "Primay Halth Cente Bara"),
    ("PHC Bara", "Pratmik Swasthya Kendar Bara"),
    ("PHC Bara", "प्राथमीक स्वास्थ केंद्र बारा"),
    ("APHC Bara", "Addl. P.H.C Bara"),
    ("CHC Bara", "Comminuty Helath Cetre Bara"),
    ("CHC Bara", "सामूदायिक स्वास्थ्य केन्द्र बारा"),
    ("HSC Bara", "Bara Sub Cener"),
    ("HSC Bara", "Subcemter Bara"),
    ("HSC Bara", "हेल्थ सब सेंटर बारा"),
    ("HSC Bara", "Su-Swasthya Kendra Bara"),
    ("Medical College Siwan", "Medical Collage Siwan"),
    ("Sadar Hospital Ara", "Sadar Hsopital Ara"),
    ("Sadar Hospital Ara", "सदर हस्पताल आरा"),
    ("Sadar Hospital Ara", "सदर अस्पताल दिस्त्रीकत आरा"),
    ("Dispensary Bara", "Dispencery Bara"),
    ("PHC Morwan", "PHC MOrwan"),  # a shift key held too long joins no word to another
]


@pytest.mark.parametrize(("one", "other"), SAME_PLACE_SAME_TYPE)
def test_two_ways_to_write_a_facility_fold_to_one_key(one: str, other: str) -> None:
    assert fold(one).key == fold(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PHC Phulwari", "APHC Phulwari"),
        ("PHC Phulwari", "PHC Paliganj"),
        ("HSC Bara", "HSC Barh Bazar"),
        ("HSC Bishunpur", "HSC Bishunpur Giddha"),
        ("UPHC 26", "UPHC 27"),
        ("PHC Bara", "HSC Bara"),
        ("HSC Rampur Khurd", "HSC Rampur Kalan"),
    ],
)
def test_different_facilities_keep_different_keys(one: str, other: str) -> None:
    assert fold(one).key != fold(other).key


# Places whose names are near to words of types, by letters or by sound.
@pytest.mark.parametrize(
    "place",
    [
        "Shravasti", "Swastik", "Sebastian", "Pariyari", "Prantik", "Kendua", "Kandra", "Singar", "Sindri",
        "Sengar", "Kudligi", "Kosigi", "Hospet", "Hosapeth", "Morwan", "Uruwan", "Kaler", "Medchal", "Senari",
        "Central", "Cantt", "Dispur", "Urai", "Marchhiya", "Novapur", "Diwana", "Sunder", "Mayurbhanj",
    ],
)  # fmt: skip
@pytest.mark.parametrize("written", ["{}", "PHC {}", "{} Sub Centre", "{} Health Centre"])
def test_a_place_whose_name_is_near_to_a_word_of_a_type_stays_a_place(place: str, written: str) -> None:
    assert sound_of(place.lower()) in fold(written.format(place)).words


@given(st.sampled_from(sorted(lexicon.TYPES)), st.text("abdegijklmnoprstuvwy", min_size=3, max_size=9))
def test_a_mistyped_type_is_told_by_no_other_words_than_its_own(kind: str, place: str) -> None:
    """Whatever a place is called, it changes no type, unless its name is a type's word itself."""
    alone = fold(place)
    assert alone.types or fold(f"{kind} {place}").types == fold(f"{kind} Bara").types


def test_which_of_two_is_told_by_an_ordinal_as_by_a_number() -> None:
    assert fold("SC Sarda 2nd").numbers == fold("SC Sarda 2").numbers == {2}
    assert fold("SC Sarda 2 Mar").numbers == frozenset()
    assert fold("SDH Sarda II").numbers == {2}


@pytest.mark.parametrize("text", ["", "PHC", "प्राथमिक स्वास्थ्य केंद्र", "🏥🏥", "-- 12 --", "پی ایچ سی"])
def test_a_text_without_a_place_has_no_words(text: str) -> None:
    assert fold(text).words == ()


@pytest.mark.parametrize(
    ("hindi", "latin"),
    [
        ("फुलवारी", "phulvari"),
        ("समस्तीपुर", "samastipur"),
        ("नरकटियागंज", "narkatiyaganj"),
        ("बिहारशरीफ", "biharsharif"),
        ("जगदीशपुर", "jagdishpur"),
        ("ज्ञानपुर", "gyanpur"),
    ],
)
def test_hindi_is_romanised_without_the_vowels_that_nobody_speaks(hindi: str, latin: str) -> None:
    assert sound_of(romanise(hindi)) == sound_of(latin)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_folding_a_sound_again_changes_nothing(word: str) -> None:
    assert sound_of(sound_of(word)) == sound_of(word)


@given(st.text(max_size=300))
def test_no_text_breaks_the_fold_and_case_does_not_matter(text: str) -> None:
    assert all(fold(text).words)
    assert fold(f"PHC {'ramnagar'}") == fold(f"phc {'RAMNAGAR'}")


@pytest.mark.parametrize(
    ("text", "head", "types"),
    [
        ("PHC Phulwari", "Phulwari", {"PHC"}),
        ("SC Bara (PHC Bihta)", "Bara", {"HSC"}),
        ("PHC Bihta SC Bara", "Bara", {"HSC"}),
        ("Bihta PHC Bara SC", "Bara", {"HSC"}),
        ("CHC Rajaun - PHC Neema", "Neema", {"PHC"}),
        ("उपकेंद्र बारा, प्रा.स्वा.केन्द्र बिहटा", "Bara", {"HSC"}),
    ],
)
def test_of_a_facility_and_its_parent_the_lower_is_meant(text: str, head: str, types: set[str]) -> None:
    folded = fold(text)
    assert (folded.head, folded.types) == (sound_of(head.lower()), types)
