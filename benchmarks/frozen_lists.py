"""Frozen lists of made-up people, put straight into the tables: what notices begin with."""

from datetime import datetime

import psycopg

DISTRICT = 212

SETTING = """
INSERT INTO planning_campaign (code, name, name_hi, dose, is_running, staff_share, crosses_borders, seed,
                               sending_from, sending_until, tell_hours, pack_places, created_at)
SELECT 'made-up', 'Made up', '', 1, NOT EXISTS (SELECT 1 FROM planning_campaign WHERE is_running),
       1, false, 1, '08:00', '20:00', 24, 0, now()
WHERE NOT EXISTS (SELECT 1 FROM planning_campaign WHERE is_running);
INSERT INTO planning_vaccine (code, name, name_hi, doses_per_vial)
VALUES ('COVISHIELD', 'Covishield', '', 10) ON CONFLICT DO NOTHING;
INSERT INTO people_posting (district_code, stated_district_code, text, facility_code_given)
VALUES (%(district)s, %(district)s, 'made up', '') ON CONFLICT DO NOTHING;
INSERT INTO planning_sessionsite (district_code, name, name_hi, pin_code, sms_name)
SELECT %(district)s, 'Made-up site ' || n, 'प्रा. स्वा. केंद्र ' || n, '800001', 'PHC Madeup ' || n
FROM generate_series(1, %(sites)s) n ON CONFLICT DO NOTHING
"""
SESSIONS = """
INSERT INTO planning_session (id, code, campaign_id, site_id, district_code, held_on, starts_at, ends_at,
                              capacity, seats_agreed, reserve_percent, vaccine_id, cohort, vaccinators,
                              cancelled_by, cancel_reason)
SELECT gen_random_uuid(), %(prefix)s || n,
       (SELECT id FROM planning_campaign WHERE is_running),
       (SELECT min(id) FROM planning_sessionsite WHERE name = 'Made-up site ' || (1 + n %% %(sites)s)),
       %(district)s, (%(starts_at)s::timestamptz AT TIME ZONE 'Asia/Kolkata')::date, %(starts_at)s,
       %(starts_at)s::timestamptz + interval '8 hours', 100000, 100000, 0, 'COVISHIELD', '', 1, '', ''
FROM generate_series(1, %(sessions)s) n
"""
PEOPLE = """
INSERT INTO people_beneficiary (reference, district_code, roster_key, full_name, name_hi, gender, birth_year,
    mobile, mobile_state, alt_mobile, photo_id_last4, category, designation, employee_id, is_vaccinator,
    language, home_address, home_pin_code, posting_id, upload_id, registered_at, updated_at)
SELECT 20000000000000 + %(from)s + n, %(district)s, decode(md5(%(prefix)s || n), 'hex'),
       'Made Up Person ' || n, 'बना हुआ व्यक्ति ' || n, 'F', 1980,
       CASE WHEN n %% 100 = 0 THEN '' ELSE (6000000000 + %(from)s + n)::text END,
       CASE WHEN n %% 100 = 0 THEN 'missing' ELSE 'ok' END, '', '', 'nurse', '', '', false,
       CASE n %% 2 WHEN 0 THEN 'hi' ELSE 'en' END, '', '',
       (SELECT id FROM people_posting WHERE text = 'made up' LIMIT 1), 1, now(), now()
FROM generate_series(1, %(people)s) n
"""
SEATS = """
WITH held AS (
    SELECT id, code, row_number() OVER (ORDER BY length(code), code) - 1 AS place
    FROM planning_session WHERE code LIKE %(prefix)s || '%%'
), crowd AS (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(per_session)s AS place,
           (row_number() OVER (ORDER BY id) - 1) %% %(per_session)s AS seat
    FROM people_beneficiary WHERE reference > 20000000000000 + %(from)s
)
INSERT INTO allotment_appointment (district_code, campaign_id, session_id, beneficiary_id, dose, slot_at,
                                   origin, reasons, made_by, made_at)
SELECT %(district)s, (SELECT id FROM planning_campaign WHERE is_running), held.id, crowd.id, 1,
       %(starts_at)s::timestamptz + (crowd.seat / 10) * interval '30 minutes', 'allotted', '{}', 'bench',
       now()
FROM crowd JOIN held USING (place)
"""
LISTS = """
INSERT INTO allotment_frozenlist (district_code, session_id, version, frozen_at, frozen_by, reason, row_count,
                                  sha256, heading)
SELECT %(district)s, session_id, 1, now(), 'bench', '', count(*), '', '{}'
FROM allotment_appointment a JOIN planning_session s ON s.id = a.session_id
WHERE s.code LIKE %(prefix)s || '%%' GROUP BY session_id
"""
LINES = """
INSERT INTO allotment_frozenrow (frozen_list_id, position, district_code, appointment_id, beneficiary_id,
    slot_at, reference, full_name, name_hi, gender, birth_year, mobile, mobile_state, language, category,
    designation,
    facility_code, facility_name, facility_name_hi, photo_id_last4, origin)
SELECT l.id, row_number() OVER (PARTITION BY l.id ORDER BY a.slot_at, a.id), l.district_code, a.id, b.id,
       a.slot_at, b.reference, b.full_name, b.name_hi, b.gender, b.birth_year, b.mobile, b.mobile_state,
       b.language, b.category, '', '', '', '', '', 'allotted'
FROM allotment_frozenlist l
JOIN planning_session s ON s.id = l.session_id AND s.code LIKE %(prefix)s || '%%'
JOIN allotment_appointment a ON a.session_id = s.id
JOIN people_beneficiary b ON b.id = a.beneficiary_id
"""


def make_frozen_lists(
    connection: "psycopg.Connection",
    *,
    people: int,
    starts_at: datetime,
    per_session: int = 100,
    prefix: str = "MADE-",
    first: int = 0,
    freezes: bool = True,
) -> list[int]:
    """Store made-up people, seated and listed, every hundredth without a mobile; returns the list ids.

    freezes=False: seated only, for somebody who freezes them by the service.
    """
    values = {
        "people": people,
        "per_session": per_session,
        "sessions": -(-people // per_session),
        "sites": 50,
        "district": DISTRICT,
        "starts_at": starts_at,
        "prefix": prefix,
        "from": first,
    }
    with connection.cursor() as cursor:
        for statement in (
            *SETTING.split(";\n"),
            SESSIONS,
            PEOPLE,
            SEATS,
            *((LISTS, LINES) if freezes else ()),
        ):
            cursor.execute(statement, values)
        cursor.execute(
            "SELECT l.id FROM allotment_frozenlist l JOIN planning_session s ON s.id = l.session_id"
            " WHERE s.code LIKE %(prefix)s || '%%' ORDER BY l.id",
            values,
        )
        return [row[0] for row in cursor.fetchall()]
