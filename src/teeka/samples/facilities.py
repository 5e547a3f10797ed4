"""Makes up the health facilities of a sample district, sized and named as in Bihar."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from teeka.samples.devanagari import in_devanagari
from teeka.samples.places import DistrictPlaces, Village
from teeka.samples.words import HINDI_TYPE, NAMED_FOR, OFFICIAL_TYPE

PEOPLE_A_FACILITY = 156
# type: share of a district's facilities, weight of its staff
KINDS: dict[str, tuple[float, float]] = {
    "MCH": (0.000, 9.0),
    "DH": (0.000, 4.5),
    "SDH": (0.025, 2.6),
    "RH": (0.025, 1.5),
    "CHC": (0.075, 2.2),
    "PHC": (0.170, 2.2),
    "APHC": (0.200, 0.6),
    "UPHC": (0.075, 0.7),
    "HSC": (0.200, 0.25),
    "HWC": (0.120, 0.3),
    "HOSP": (0.110, 0.8),
}
PARENT = {
    "SDH": "DH", "RH": "DH", "CHC": "DH", "PHC": "SDH", "UPHC": "DH", "APHC": "PHC", "HSC": "PHC",
    "HWC": "PHC",
}  # fmt: skip
SAME_PLACE = 0.06  # a PHC and an APHC of one village: the text "Phulwari" then means neither
SUFFIXES = ("Tola", "Bazar", "Dih", "Chak", "Patti", "Bigha")


@dataclass(frozen=True, slots=True)
class Facility:
    """``place`` and ``place_hi`` are the name less its type; ``home`` its district's number in the sample."""

    code: str
    name: str
    name_hi: str
    type: str
    home: int
    place: str
    place_hi: str
    pin_code: str
    latitude: float | None
    longitude: float | None
    parent_code: str
    block: str
    weight: float


def make_facilities(districts: list[DistrictPlaces], people: int, rng: np.random.Generator) -> list[Facility]:
    """About one facility for 156 people, shared out by the districts' sizes; each has a Sadar Hospital."""
    sizes = np.array([len(d.villages) for d in districts], dtype=float)
    total = max(len(districts), round(people / PEOPLE_A_FACILITY))
    counts = np.maximum(1, np.round(total * sizes / sizes.sum()).astype(int))
    made: list[Facility] = []
    for number, district in enumerate(districts):
        made.extend(_of_district(number, district, int(counts[number]), rng))
    return made


def _of_district(
    number: int, district: DistrictPlaces, count: int, rng: np.random.Generator
) -> Iterator[Facility]:
    prefix = f"BR-{district.post_name.replace(' ', '')[:4]}{number + 1:02d}"
    town = district.villages[0]
    villages = _villages(district, count)
    firsts: dict[str, tuple[str, str]] = {}  # type -> code and place of the first one
    centres: list[Village] = []  # villages with a PHC, of which a few have an APHC or an HSC too
    for serial, kind in enumerate(_kinds(count, rng), 1):
        village = town if kind in {"DH", "MCH"} else _site(kind, villages, centres, rng)
        code = f"{prefix}-{serial:04d}"
        place, place_hi = village.name, in_devanagari(village.name, rng)
        if kind == "HOSP":
            english, hindi = NAMED_FOR[int(rng.integers(len(NAMED_FOR)))]
            place, place_hi = f"{english} {place}", f"{hindi} {place_hi}"
        parent_code, block = firsts.get(PARENT.get(kind, ""), firsts.get("DH", ("", town.name)))
        if kind == "PHC":
            block = village.name
            centres.append(village)
        firsts[kind] = (code, village.name)
        known = rng.random() > 0.08
        yield Facility(
            code, OFFICIAL_TYPE[kind].format(place), HINDI_TYPE[kind].format(place_hi), kind, number,
            place, place_hi, village.pin_code,
            village.latitude if known else None, village.longitude if known else None,
            parent_code, block, KINDS[kind][1] * float(rng.lognormal(0, 0.35)),
        )  # fmt: skip


def _site(
    kind: str, villages: Iterator[Village], centres: list[Village], rng: np.random.Generator
) -> Village:
    if kind in {"APHC", "HSC"} and centres and rng.random() < SAME_PLACE:
        return centres.pop()
    return next(villages)


def _kinds(count: int, rng: np.random.Generator) -> list[str]:
    """Parents come before their children."""
    fixed = ["DH", "PHC", "MCH"][: max(1, min(3, count // 8 + 1))]
    names = [k for k, (share, _) in KINDS.items() if share]
    shares = np.array([KINDS[k][0] for k in names])
    drawn = rng.choice(names, size=max(0, count - len(fixed)), p=shares / shares.sum()).tolist()
    order = list(KINDS)
    return sorted([*fixed, *drawn], key=lambda k: (k != "DH", order.index(k)))


def _villages(district: DistrictPlaces, count: int) -> Iterator[Village]:
    """Towns before hamlets, each once; where the names run out, hamlets of the same names."""
    for lap in range(1 + count // len(district.villages)):
        ending = "" if lap == 0 else f" {SUFFIXES[(lap - 1) % len(SUFFIXES)]}"
        for village in district.villages[lap == 0 :] or district.villages:
            yield Village(village.name + ending, village.pin_code, village.latitude, village.longitude)


def read_registry(registry: pl.DataFrame) -> tuple[list[Facility], list[str]]:
    """A registry (facility_code, name, type, district) as sample facilities, and the districts it names."""
    names = registry["district"].unique(maintain_order=True).to_list()
    place_of = {name: number for number, name in enumerate(names)}
    rng = np.random.default_rng(len(registry))
    rows = registry.select("facility_code", "name", "type", "district").iter_rows()
    return [_registered(row, place_of[row[3]], rng) for row in rows], names


def _registered(row: tuple[str, str, str, str], home: int, rng: np.random.Generator) -> Facility:
    code, name, kind, _ = row
    kind = kind if kind in KINDS else "HOSP"
    place = _without_type(name) or name
    place_hi = in_devanagari(place, rng)
    return Facility(
        code, name, HINDI_TYPE[kind].format(place_hi), kind, home, place, place_hi, "", None, None, "", "",
        KINDS[kind][1] * float(rng.lognormal(0, 0.35)),
    )  # fmt: skip


TYPE_WORDS = frozenset(
    [
        "phc",
        "aphc",
        "chc",
        "hsc",
        "hwc",
        "uphc",
        "sdh",
        "dh",
        "rh",
        "mch",
        "hospital",
        "referral",
        "flw",
        "hcw",
        "for",
    ]
)


def _without_type(name: str) -> str:
    words = name.replace("-", " ").replace(".", " ").replace("(", " ").replace(")", " ").split()
    return " ".join(w.title() for w in words if w.casefold() not in TYPE_WORDS and len(w) > 1)


def facility_table(
    facilities: list[Facility],
    districts: list[DistrictPlaces],
    expected: np.ndarray,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """facilities.csv of the contract, with the gaps and the in-charges that registries have."""
    people = _incharges(len(facilities), rng)
    return pl.DataFrame(
        {
            "facility_code": [f.code for f in facilities],
            "name": [f.name for f in facilities],
            "name_hi": [f.name_hi if rng.random() < 0.6 else "" for f in facilities],
            "type": [f.type for f in facilities],
            "district": [districts[f.home].ways[0] for f in facilities],
            "block": [f.block for f in facilities],
            "pincode": [f.pin_code for f in facilities],
            "latitude": [f.latitude for f in facilities],
            "longitude": [f.longitude for f in facilities],
            "parent_facility_code": [f.parent_code for f in facilities],
            "incharge_name": [f"Dr. {name}" for name, _ in people],
            "incharge_mobile": [mobile for _, mobile in people],
            "expected_workers": expected,
            "sms_name": ["" for _ in facilities],
        }
    )


def _incharges(count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    first = ["Ajay", "Anil", "Manoj", "Rekha", "Sanjay", "Sunita", "Vinod", "Kiran"]
    last = ["Kumar", "Sinha", "Prasad", "Jha", "Singh", "Ansari", "Verma", "Choudhary"]
    given, family = rng.integers(len(first), size=count), rng.integers(len(last), size=count)
    mobile = rng.integers(6_000_000_000, 10_000_000_000, size=count)
    return [(f"{first[g]} {last[s]}", str(m)) for g, s, m in zip(given, family, mobile, strict=True)]
