"""No seat is given twice, and totals add up from block to state (invariants 3, 13)."""

from teeka.apps.readiness.queries.invariants.finding import Rule, by_rules

LIVE_SEATS = """
    SELECT session.id, session.code, session.capacity, session.taken, session.cancelled_at,
           coalesce(live.seats, 0) AS live
    FROM planning_session session
    LEFT JOIN (
        SELECT session_id, count(*) AS seats FROM allotment_appointment WHERE cancelled_at IS NULL GROUP BY 1
    ) live ON live.session_id = session.id
"""
SEATS_ADD_UP = Rule(
    f"""
    SELECT *, CASE WHEN live > capacity THEN live || ' live appointments for ' || capacity || ' seats'
                   WHEN taken <> live
                   THEN taken || ' seats counted as taken, but ' || live || ' live appointments'
                   ELSE live || ' people with a place, though it is cancelled' END AS what
    FROM ({LIVE_SEATS}) session
    WHERE live > capacity OR taken <> live OR (cancelled_at IS NOT NULL AND live > 0)
    """,
    row="session {code}",
    why="has {what}",
)
ONE_LIVE_APPOINTMENT = Rule(
    """
    SELECT survivor.reference, twice.first, twice.last FROM (
        SELECT coalesce(person.stands_for_id, person.id) AS person,
               min(place.id) AS first, max(place.id) AS last
        FROM allotment_appointment place JOIN people_beneficiary person ON person.id = place.beneficiary_id
        WHERE place.cancelled_at IS NULL GROUP BY 1, place.campaign_id, place.dose HAVING count(*) > 1
    ) twice
    JOIN people_beneficiary survivor ON survivor.id = twice.person
    """,
    row="beneficiary {reference}",
    why="has more than one live appointment for one dose: {first} and {last}",
)
OF_THE_SESSIONS_CAMPAIGN = Rule(
    """
    SELECT appointment.id, session.code FROM allotment_appointment appointment
    JOIN planning_session session ON session.id = appointment.session_id
    WHERE session.campaign_id <> appointment.campaign_id
       OR (session.dose IS NOT NULL AND session.dose <> appointment.dose)
       OR appointment.slot_at < session.starts_at OR appointment.slot_at >= session.ends_at
    """,
    row="appointment {id}",
    why="does not fit its session {code}: another campaign, dose or time",
)
STANDS_BY_FOR_AN_EARLIER_DAY = Rule(
    """
    SELECT place.id, session.code, earlier.code AS earlier FROM allotment_appointment place
    JOIN planning_session session ON session.id = place.session_id
    JOIN planning_session earlier ON earlier.id = place.standby_session_id
    WHERE place.cancelled_at IS NULL
      AND (earlier.held_on >= session.held_on OR earlier.campaign_id <> place.campaign_id
           OR (earlier.dose IS NOT NULL AND earlier.dose <> place.dose))
    """,
    row="appointment {id}",
    why="of session {code} also stands by for {earlier}, which is no earlier one of its campaign and dose",
)

no_seat_is_given_twice = by_rules(
    "SELECT count(*) FROM allotment_appointment WHERE cancelled_at IS NULL",
    SEATS_ADD_UP,
    ONE_LIVE_APPOINTMENT,
    OF_THE_SESSIONS_CAMPAIGN,
    STANDS_BY_FOR_AN_EARLIER_DAY,
)

# Three ways to count the same people: by the block of their facility (or none), by their own district,
# and by the state of that. They agree only when each link between them is right.
TOTALS = """
    WITH person AS (
        SELECT person.district_code, facility.block_id,
               EXISTS (SELECT FROM allotment_appointment a WHERE a.beneficiary_id = person.id
                       AND a.cancelled_at IS NULL) AS placed
        FROM people_beneficiary person
        JOIN people_posting posting ON posting.id = person.posting_id
        LEFT JOIN places_facility facility ON facility.id = posting.facility_id
             AND posting.decision = 'accept'
    ), by_block AS (
        SELECT coalesce(block.district_id, person.district_code) AS district, count(*) AS people,
               count(*) FILTER (WHERE placed) AS placed
        FROM person LEFT JOIN places_block block ON block.code = person.block_id GROUP BY 1
    ), by_district AS (
        SELECT district_code AS district, count(*) AS people, count(*) FILTER (WHERE placed) AS placed
        FROM person GROUP BY 1
    )
    SELECT district, coalesce(name, 'unknown') AS name,
           coalesce(by_block.people, 0) AS in_blocks, coalesce(by_district.people, 0) AS in_district,
           coalesce(by_block.placed, 0) AS placed_in_blocks,
           coalesce(by_district.placed, 0) AS placed_in_district
    FROM by_block FULL JOIN by_district USING (district)
    LEFT JOIN places_district ON places_district.code = district
"""
BLOCKS_MAKE_DISTRICTS = Rule(
    f"SELECT * FROM ({TOTALS}) totals "
    "WHERE in_blocks <> in_district OR placed_in_blocks <> placed_in_district",
    row="district {district} ({name})",
    why=(
        "its blocks add up to {in_blocks} people, {placed_in_blocks} placed; "
        "the district counts {in_district}, {placed_in_district} placed"
    ),
)
BLOCK_LIES_IN_ITS_DISTRICT = Rule(
    """
    SELECT facility.code, facility.district_code, block.code AS block, block.district_id AS other
    FROM places_facility facility JOIN places_block block ON block.code = facility.block_id
    WHERE block.district_id <> facility.district_code
    """,
    row="facility {code}",
    why="lies in district {district_code}, but its block {block} in district {other}",
)
DISTRICTS_MAKE_STATES = Rule(
    """
    SELECT person.district_code AS district, count(*) AS people
    FROM people_beneficiary person LEFT JOIN places_district district ON district.code = person.district_code
    WHERE district.code IS NULL GROUP BY 1
    """,
    row="district {district}",
    why="belongs to no state: its {people} people are missing from every state's total",
)

totals_add_up = by_rules(
    "SELECT count(*) FROM people_beneficiary",
    BLOCKS_MAKE_DISTRICTS,
    BLOCK_LIES_IN_ITS_DISTRICT,
    DISTRICTS_MAKE_STATES,
)
