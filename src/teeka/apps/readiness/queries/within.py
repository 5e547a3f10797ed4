"""The first wall: what a jurisdiction means in SQL, for people and for sessions.

The second wall, row security, holds by district even when a query forgets these; block, facility
and session site are narrowed only here.
"""

from typing import Any

from teeka.rules.permissions import Jurisdiction

Params = dict[str, Any]
# Whoever works for a facility sees all rows that list it.
_OF_ONE_FACILITY = """IN (
    SELECT listed.id FROM places_facility listed, places_facility own
    WHERE own.id = %(facility)s
      AND coalesce(listed.one_with_id, listed.id) = coalesce(own.one_with_id, own.id))"""
# A condition on `facility` (places_facility); NO_BLOCK stands for none that is known.
OF_BLOCK = "facility.block_id IS NOT DISTINCT FROM nullif(%(block)s::int, 0)"


def people_within(jurisdiction: Jurisdiction) -> tuple[str, Params]:
    """A condition on `person` (people_beneficiary) and `posting` (people_posting), joined."""
    conditions = ["person.district_code = ANY(%(districts)s)"]
    params: Params = {"districts": sorted(jurisdiction.districts)}
    if jurisdiction.site_id is not None:
        conditions.append("false")  # a site knows its sessions' lists, not who else works near it
    if jurisdiction.facility_id is not None:
        conditions.append(f"posting.facility_id {_OF_ONE_FACILITY}")
        params["facility"] = jurisdiction.facility_id
    if jurisdiction.block_code is not None:
        conditions.append(
            f"posting.facility_id IN (SELECT id FROM places_facility facility WHERE {OF_BLOCK})"
        )
        params["block"] = jurisdiction.block_code
    return " AND ".join(conditions), params


def sessions_within(jurisdiction: Jurisdiction) -> tuple[str, Params]:
    """A condition on `session` (planning_session) and `site` (planning_sessionsite), joined."""
    conditions = ["session.district_code = ANY(%(districts)s)"]
    params: Params = {"districts": sorted(jurisdiction.districts)}
    if jurisdiction.site_id is not None:
        conditions.append("session.site_id = %(site)s")
        params["site"] = jurisdiction.site_id
    if jurisdiction.facility_id is not None:
        conditions.append(f"site.facility_id {_OF_ONE_FACILITY}")
        params["facility"] = jurisdiction.facility_id
    if jurisdiction.block_code is not None:
        conditions.append(f"site.facility_id IN (SELECT id FROM places_facility facility WHERE {OF_BLOCK})")
        params["block"] = jurisdiction.block_code
    return " AND ".join(conditions), params
