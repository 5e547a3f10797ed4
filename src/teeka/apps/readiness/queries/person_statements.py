"""What is asked of the tables to tell one person's way: a statement a station, each by %(id)s."""

from teeka.apps.notices.queries import LAST_ANSWER
from teeka.apps.planning.queries import SITE_LOCATED, SITE_LOCATED_BY

FILE_ROWS = """
    SELECT line.upload_id, upload.file_name, line.row_number, line.fate, upload.state, upload.received_at,
           line.problems, line.subject_id
    FROM intake_uploadrow line
    JOIN intake_upload upload ON upload.id = line.upload_id AND upload.kind = 'roster'
    WHERE {which} ORDER BY line.upload_id, line.row_number
"""
PERSON = """
    SELECT person.id, person.reference, person.full_name, person.name_hi, person.district_code,
           coalesce(district.name, ''), person.category, person.designation, person.mobile,
           person.mobile_state, coalesce(person.email, ''), person.language, person.photo_id_last4,
           person.registered_at, survivor.reference
    FROM people_beneficiary person
    LEFT JOIN places_district district ON district.code = person.district_code
    LEFT JOIN people_beneficiary survivor ON survivor.id = person.stands_for_id
    WHERE person.id = %(id)s
"""
POSTING = """
    SELECT posting.text, posting.facility_code_given, coalesce(stated.name, ''), posting.decision,
           posting.confidence, posting.reasons, facility.code, facility.name, facility.name_hi,
           posting.decided_by,
           coalesce((SELECT jsonb_agg(jsonb_build_array(candidate.code, candidate.name, district.name)
                                      ORDER BY named.place)
                     FROM unnest(posting.candidates) WITH ORDINALITY named (id, place)
                     JOIN places_facility candidate ON candidate.id = named.id
                     LEFT JOIN places_district district ON district.code = candidate.district_code
                    )::text, '[]')
    FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
    LEFT JOIN places_district stated ON stated.code = posting.stated_district_code
    WHERE person.id = %(id)s
"""
DUPLICATES = """
    SELECT other.reference, link.survivor_id = other.id, link.decision, link.probability, link.reasons,
           link.decided_by, link.undone_at
    FROM people_duplicatelink link
    JOIN people_beneficiary other ON other.id IN (link.survivor_id, link.duplicate_id) AND other.id <> %(id)s
    WHERE %(id)s IN (link.survivor_id, link.duplicate_id) ORDER BY link.id
"""
EXCLUSION = """
    SELECT exclusion.reason, exclusion.made_by, exclusion.made_at FROM allotment_exclusion exclusion
    JOIN planning_campaign campaign ON campaign.id = exclusion.campaign_id AND campaign.is_running
    WHERE beneficiary_id = %(id)s
"""
PLACES = f"""
    SELECT appointment.id, session.code, site.name, site.name_hi, session.held_on, appointment.slot_at,
           appointment.dose, appointment.origin, appointment.reasons, appointment.distance_km,
           appointment.made_by, appointment.made_at, appointment.cancelled_at, appointment.cancelled_by,
           appointment.cancel_reason, appointment.is_pinned, earlier.code, appointment.standby_rank,
           {SITE_LOCATED}, answer.outcome, answer.channel, answer.made_at
    FROM allotment_appointment appointment
    JOIN planning_session session ON session.id = appointment.session_id
    LEFT JOIN planning_session earlier ON earlier.id = appointment.standby_session_id
    JOIN planning_sessionsite site ON site.id = session.site_id {SITE_LOCATED_BY}
    {LAST_ANSWER.format(appointment="appointment.id")}
    WHERE appointment.beneficiary_id = %(id)s
    ORDER BY appointment.cancelled_at DESC NULLS FIRST, appointment.id DESC
"""
UNPLACED = """
    SELECT unplaced.reason, unplaced.detail::text, session.code, unplaced.standby_rank
    FROM allotment_unplaced unplaced
    JOIN planning_campaign campaign ON campaign.id = unplaced.campaign_id AND campaign.is_running
    LEFT JOIN planning_session session ON session.id = unplaced.standby_session_id
    WHERE unplaced.beneficiary_id = %(id)s
"""
LISTED = """
    SELECT session.code, list.version, line.position, line.slot_at, list.frozen_at,
           list.version = (SELECT max(other.version) FROM allotment_frozenlist other
                           WHERE other.session_id = list.session_id)
    FROM allotment_frozenrow line
    JOIN allotment_frozenlist list ON list.id = line.frozen_list_id
    JOIN planning_session session ON session.id = list.session_id
    WHERE line.appointment_id IN (SELECT id FROM allotment_appointment WHERE beneficiary_id = %(id)s)
    ORDER BY list.frozen_at, list.id
"""
