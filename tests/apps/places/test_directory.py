import polars as pl
import pytest

from teeka.apps.places import queries
from teeka.apps.places.models import Block, District
from teeka.apps.places.services.directory import load_directory
from teeka.apps.places.services.reference import load_places
from teeka.formats.incoming.lgd import LgdKind, LgdRefused, read_lgd
from teeka.rules.districts import fold_place
from tests import make

pytestmark = pytest.mark.django_db

OFFICES = pl.DataFrame(
    [
        ("Bhabua", "821101", "HO", "KAIMUR (BHABUA)", "BIHAR", 25.04, 83.61),
        ("Motihari", "845401", "HO", "PURBI CHAMPARAN", "BIHAR", 26.65, 84.91),
        ("Bettiah", "845438", "HO", "PASHCHIM CHAMPARAN", "BIHAR", 26.80, 84.50),
    ],
    schema=["office", "pin_code", "kind", "district", "state", "latitude", "longitude"],
    orient="row",
)
DISTRICTS = (
    "State Code,State Name,District Code,District Name,Census 2001 Code,Census 2011 Code\n"
    "10,BIHAR,200,KAIMUR,31.0,233\n10,BIHAR,213,East Champaran,2.0,204\n"
    "10,BIHAR,211,Paschimi Champaran,1.0,203\n"
)
BLOCKS = (
    "S.No.,State Code,State Name,District Code,District Name,Block Code,Block Version,Block Name,Block Name\n"
    "1,10,BIHAR,213,PURBI CHAMPARAN,1700,1,ADAPUR,\n2,10,BIHAR,200,KAIMUR (BHABUA),1711,1,CHAND,चाँद\n"
)


@pytest.fixture(autouse=True)
def _places() -> None:
    load_places(OFFICES)


def test_other_spellings_of_our_districts_are_reconciled_and_given_their_codes() -> None:
    done = load_directory(read_lgd(DISTRICTS.encode()))

    assert (done.reconciled, done.added, done.unreconciled) == (3, [], [])
    assert sorted(District.objects.values_list("lgd_code", flat=True)) == [200, 211, 213]


def test_a_newer_district_is_added_when_all_of_ours_are_accounted_for() -> None:
    done = load_directory(read_lgd((DISTRICTS + "10,BIHAR,800,BAGAHA,,\n").encode()))

    assert done.added == ["BIHAR: BAGAHA"]
    assert queries.district_spellings()[fold_place("Bagaha")] == District.objects.get(lgd_code=800).pk


def test_a_district_that_may_be_one_of_ours_renamed_is_reported_and_not_added() -> None:
    done = load_directory(read_lgd(DISTRICTS.replace("KAIMUR", "RENAMED NAGAR").encode()))

    assert done.unreconciled == ["BIHAR: RENAMED NAGAR"]
    assert District.objects.count() == 3


def test_blocks_are_stored_under_the_reconciled_district() -> None:
    load_directory(read_lgd(DISTRICTS.encode()))

    done = load_directory(read_lgd(BLOCKS.encode()))

    assert (done.kind, done.blocks, done.unreconciled) == (LgdKind.BLOCKS, 2, [])
    assert Block.objects.get(code=1711).district.name == "Kaimur (Bhabua)"


@pytest.mark.parametrize(
    ("written", "code"),
    [("Adapur", 1700), ("ADAPUR BLOCK", 1700), ("Adhapur", 1700), ("Chand", None), ("", None)],
)
def test_a_facility_that_came_first_gets_its_block_when_its_name_means_one_of_its_district(
    written: str, code: int | None
) -> None:
    east = District.objects.get(name="Purbi Champaran")
    phc = make.facility("PHC-1", district_code=east.pk, block_name=written)
    load_directory(read_lgd(DISTRICTS.encode()))

    done = load_directory(read_lgd(BLOCKS.encode()))

    phc.refresh_from_db()
    assert (phc.block_id, done.facilities) == (code, int(code is not None))


def test_the_same_file_twice_changes_nothing() -> None:
    load_directory(read_lgd((DISTRICTS + "10,BIHAR,800,BAGAHA,,\n").encode()))
    load_directory(read_lgd(BLOCKS.encode()))

    again = load_directory(read_lgd((DISTRICTS + "10,BIHAR,800,BAGAHA,,\n").encode()))
    load_directory(read_lgd(BLOCKS.encode()))

    assert (again.reconciled, again.added) == (4, [])
    assert District.objects.count() == 4
    assert Block.objects.count() == 2


def test_a_state_nobody_knows_is_reported() -> None:
    done = load_directory(read_lgd(DISTRICTS.replace("BIHAR", "ATLANTIS").encode()))

    assert len(done.unreconciled) == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "header lacks: state name, district code, district name"),
        (b"facility_code,name\n1,PHC\n", "header lacks"),
        (DISTRICTS.encode("utf-16"), "not UTF-8"),
        (DISTRICTS.replace("213", "two").encode(), "Row 3: the codes must be whole numbers"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(LgdRefused, match=says):
        read_lgd(content)
