from django.db import migrations

# Who gives a number is counted over all districts, also where a page of one district asks for it. The
# function tells nothing of whom it counted.
MARK_SHARED = """
    CREATE FUNCTION teeka_mark_shared(numbers text[], most int) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
        UPDATE people_beneficiary b SET mobile_state = many.state
        FROM (
            SELECT touched.mobile, CASE WHEN givers > most THEN 'shared' ELSE 'ok' END AS state
            FROM (SELECT DISTINCT unnest(numbers) AS mobile) touched
            CROSS JOIN LATERAL (
                SELECT count(*) AS givers, bool_or(mobile_state = 'shared') AS is_marked
                FROM people_beneficiary p
                WHERE p.mobile = touched.mobile AND p.mobile_state IN ('ok', 'shared')
            ) known
            WHERE givers > most OR is_marked
        ) many
        WHERE b.mobile = many.mobile AND b.mobile_state IN ('ok', 'shared') AND b.mobile_state <> many.state
    $$;
    REVOKE ALL ON FUNCTION teeka_mark_shared FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_mark_shared TO teeka_app, teeka_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_index_of_mobiles")]

    operations = [migrations.RunSQL(MARK_SHARED, "DROP FUNCTION teeka_mark_shared")]
