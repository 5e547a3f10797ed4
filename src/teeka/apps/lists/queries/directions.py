"""Where a session is held and whom to ring about it: of now, because numbers change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from teeka.apps.lists.queries.rows import rows_of
from teeka.apps.planning.queries import SITE_LOCATED


@dataclass(frozen=True, slots=True)
class Directions:
    list_id: int
    block: str
    block_hi: str
    pin_code: str
    pin_area: str  # the area of the PIN code's post offices
    near: str  # the facility that the site belongs to
    near_hi: str
    latitude: float | None
    longitude: float | None
    located_by: str  # file: its own coordinates; pin_code, district: of a whole area; nowhere
    officers: str  # JSON: [[what, what in Hindi, name, mobile, e-mail]]


@dataclass(frozen=True, slots=True)
class Officer:
    what: str
    what_hi: str
    name: str
    mobile: str
    email: str


# Of `site` and its `facility`: who answers for it, from the site upwards.
OFFICERS = """
    SELECT jsonb_agg(jsonb_build_array(what, what_hi, name, mobile, email) ORDER BY place, name)::text FROM (
        SELECT 1 AS place, 'In-charge of the site' AS what, 'स्थल प्रभारी' AS what_hi,
               facility.incharge_name AS name, facility.incharge_mobile AS mobile, '' AS email
        WHERE facility.incharge_name <> '' OR facility.incharge_mobile <> ''
        UNION ALL
        SELECT 2, 'In-charge of ' || parent.name,
               coalesce(nullif(parent.name_hi, ''), parent.name) || ' के प्रभारी',
               parent.incharge_name, parent.incharge_mobile, ''
        WHERE parent.incharge_name <> '' OR parent.incharge_mobile <> ''
        UNION ALL
        SELECT CASE staff.role WHEN 'block' THEN 3 ELSE 4 END,
               CASE staff.role WHEN 'block' THEN 'Block officer' ELSE 'District officer' END,
               CASE staff.role WHEN 'block' THEN 'प्रखंड पदाधिकारी' ELSE 'ज़िला पदाधिकारी' END,
               staff.full_name, '', coalesce(staff.email, '')
        FROM accounts_staff staff
        WHERE staff.is_active AND staff.district_code = site.district_code
          AND (staff.role = 'district' OR staff.role = 'block' AND staff.block_code = facility.block_id)
    ) officer
"""


def directions(list_ids: Sequence[int]) -> dict[int, Directions]:
    """By published list; each has some, be its district in the directory or not."""
    statement = f"""
        SELECT list.id, coalesce(block.name, facility.block_name, ''), coalesce(block.name_hi, ''),
               coalesce(nullif(site.pin_code, ''), facility.pin_code, ''), coalesce(area.name, ''),
               coalesce(parent.name, ''), coalesce(parent.name_hi, ''),
               coalesce(site.latitude, facility.latitude, pin.latitude),
               coalesce(site.longitude, facility.longitude, pin.longitude),
               CASE WHEN site.latitude IS NOT NULL THEN 'file' ELSE {SITE_LOCATED} END,
               coalesce(({OFFICERS}), '[]')
        FROM allotment_frozenlist list
        JOIN planning_session session ON session.id = list.session_id
        JOIN planning_sessionsite site ON site.id = session.site_id
        LEFT JOIN places_district district ON district.code = site.district_code
        LEFT JOIN places_facility facility ON facility.id = site.facility_id
        LEFT JOIN places_pincode pin ON pin.pin_code = site.pin_code
        LEFT JOIN places_block block ON block.code = facility.block_id
        LEFT JOIN places_facility parent ON parent.id = facility.parent_id
        LEFT JOIN places_pincode area
             ON area.pin_code = coalesce(nullif(site.pin_code, ''), facility.pin_code)
        WHERE list.id = ANY (%(ids)s)
    """
    found = rows_of(Directions, statement, {"ids": list(list_ids)})
    return {row.list_id: row for row in found}


def officers_of(found: Directions) -> list[Officer]:
    return [Officer(*values) for values in json.loads(found.officers)]
