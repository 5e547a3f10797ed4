from django.db import migrations

# Who is placed because of a facility may sit in a session of another district, which a page of one does not
# see. The function changes nothing and tells numbers only.
SEATS_OF = """
    CREATE FUNCTION teeka_seats_of(facility bigint)
    RETURNS TABLE (appointment bigint, beneficiary bigint, session uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT seat.id, seat.beneficiary_id, seat.session_id
        FROM people_posting posting
        JOIN people_beneficiary person ON person.posting_id = posting.id
        JOIN allotment_appointment seat ON seat.beneficiary_id = person.id
        WHERE posting.facility_id = facility AND seat.cancelled_at IS NULL
        UNION
        SELECT seat.id, seat.beneficiary_id, seat.session_id
        FROM planning_sessionsite site
        JOIN planning_session session ON session.site_id = site.id
        JOIN allotment_appointment seat ON seat.session_id = session.id
        WHERE site.facility_id = facility AND seat.cancelled_at IS NULL
    $$;
    REVOKE ALL ON FUNCTION teeka_seats_of FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_seats_of TO teeka_app, teeka_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("allotment", "0001_initial"), ("planning", "0001_initial")]

    operations = [migrations.RunSQL(SEATS_OF, "DROP FUNCTION teeka_seats_of")]
