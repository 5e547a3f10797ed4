"""Places as others ask for them: which district a spelling means, where a PIN code lies."""

from dataclasses import dataclass

from django.conf import settings

from teeka.apps.places.models import District, DistrictSpelling, PinCode, State

# How many work at `facility`, which stands for itself: it says so, or a row that lists it again.
EXPECTED = """coalesce(facility.expected_workers, (
    SELECT max(again.expected_workers) FROM places_facility again
    WHERE again.one_with_id = facility.id AND again.is_active))"""


@dataclass(frozen=True, slots=True)
class DistrictName:
    code: int
    name: str
    name_hi: str
    state_code: int
    lgd_code: int | None


@dataclass(frozen=True, slots=True)
class PinPlace:
    pin_code: str
    district_code: int
    name: str
    latitude: float | None
    longitude: float | None


def are_loaded() -> bool:
    """Whether the places that everybody shares are here: asked by every command, so it loads nothing."""
    return State.objects.exists()


def home_state_code() -> int:
    """The state this installation works for: TEEKA_STATE, Bihar by default."""
    return State.objects.values_list("code", flat=True).get(name__iexact=settings.TEEKA_STATE)


def district_spellings(state_code: int | None = None) -> dict[str, int]:
    """Folded spelling → district code, inside one state (the home state by default).

    One state at a time, because Aurangabad, Balrampur and Pratapgarh each stand in two.
    """
    state = home_state_code() if state_code is None else state_code
    return dict(
        DistrictSpelling.objects.filter(district__state_id=state)
        .order_by("folded")
        .values_list("folded", "district_id")
    )


def district_names(state_code: int | None = None) -> dict[int, DistrictName]:
    """District code → its names, inside one state (the home state by default)."""
    state = home_state_code() if state_code is None else state_code
    rows = (
        District.objects.filter(state_id=state)
        .order_by("name")
        .values_list("code", "name", "name_hi", "state_id", "lgd_code")
    )
    return {row[0]: DistrictName(*row) for row in rows}


def district_points(state_code: int | None = None) -> dict[int, tuple[float, float]]:
    """District code → the middle of its post offices, where they have any known point."""
    state = home_state_code() if state_code is None else state_code
    rows = District.objects.filter(state_id=state).values_list("code", "latitude", "longitude")
    return {code: (lat, lon) for code, lat, lon in rows if lat is not None and lon is not None}


def pin_places(pin_codes: list[str] | None = None) -> dict[str, PinPlace]:
    """PIN code → where it lies; all of India's when none are named (19,000)."""
    rows = PinCode.objects.all() if pin_codes is None else PinCode.objects.filter(pk__in=pin_codes)
    found = rows.values_list("pin_code", "district_id", "name", "latitude", "longitude")
    return {row[0]: PinPlace(*row) for row in found}
