"""A small campaign written straight into a database, for tests that start real commands on it.

Run as a program with DATABASE_URL set: fills that database.
"""

import os

import django

PEOPLE, FACILITIES, SITES, DAYS, SEATS = 3_000, 30, 12, 10, 25
DISTRICT = "(SELECT code FROM places_district WHERE name = 'Patna' LIMIT 1)"
STATEMENTS = f"""
INSERT INTO places_facility (code, name, name_hi, type, district_code, block_name, pin_code, latitude,
    longitude, coordinates_from, incharge_name, incharge_mobile, sms_name, is_active)
SELECT 'F' || n, 'PHC ' || n, '', 'PHC', {DISTRICT}, '', '', 25.4 + (n * 37 % 100) / 250.0,
    85.0 + (n * 61 % 100) / 250.0, 'file', '', '', 'PHC ' || n, true
FROM generate_series(1, {FACILITIES}) n;

INSERT INTO planning_sessionsite (district_code, facility_id, name, name_hi, pin_code, latitude, longitude,
    sms_name)
SELECT district_code, id, name, '', '', latitude, longitude, sms_name FROM places_facility
ORDER BY code LIMIT {SITES};

INSERT INTO planning_session (id, code, campaign_id, site_id, district_code, held_on, starts_at, ends_at,
    capacity, seats_agreed, reserve_percent, vaccine_id, cohort, vaccinators, cancelled_by, cancel_reason)
SELECT gen_random_uuid(), site.sms_name || '/' || day, (SELECT id FROM planning_campaign), site.id,
    district_code, current_date + day, current_date + day + time '12:00', current_date + day + time '20:00',
    {SEATS}, {SEATS}, 10, 'covishield', '', 1, '', ''
FROM planning_sessionsite site, generate_series(2, {DAYS} + 1) day;

INSERT INTO people_posting (district_code, stated_district_code, text, facility_code_given, decision,
    facility_id)
SELECT district_code, district_code, name, '', 'accept', id FROM places_facility;

INSERT INTO people_beneficiary (reference, district_code, roster_key, full_name, name_hi, gender, birth_year,
    mobile, mobile_state, alt_mobile, photo_id_last4, category, designation, employee_id, is_vaccinator,
    language, home_address, home_pin_code, posting_id, upload_id, registered_at, updated_at)
SELECT 10000000000000 + n, posting.district_code, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'Asha ' || n, '',
    'F', 1985, '9' || lpad(n::text, 9, '0'), 'ok', '', '', 'nurse_supervisor', '', '', false, 'hi', '', '',
    posting.id, 1, now(), now()
FROM generate_series(1, {PEOPLE}) n
JOIN people_posting posting ON posting.text = 'PHC ' || (1 + n * n % {FACILITIES});

ANALYZE;
"""


def fill() -> None:
    django.setup()
    from django.db import connection  # noqa: PLC0415  (only after the set-up)

    from teeka.apps.places.services.reference import load_places  # noqa: PLC0415
    from teeka.apps.planning.services.campaigns import running_campaign  # noqa: PLC0415
    from teeka.shared import clock  # noqa: PLC0415

    load_places()
    running_campaign(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    fill()
