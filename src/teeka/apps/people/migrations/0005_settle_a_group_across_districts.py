from django.db import migrations

# Who stands for whom is decided in the pair's own group, of which a page of one district may see a part only.
# The function changes nobody else, and tells nothing of whom it changed.
SETTLE_GROUP = """
    CREATE FUNCTION teeka_settle_group(one bigint, other bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
        WITH RECURSIVE reached (start, id) AS (
            SELECT person, person FROM unnest(ARRAY[one, other]) person
            UNION
            SELECT reached.start, next.id FROM reached CROSS JOIN LATERAL (
                SELECT duplicate_id AS id FROM people_duplicatelink
                WHERE survivor_id = reached.id AND decision = 'link' AND undone_at IS NULL
                UNION ALL
                SELECT survivor_id FROM people_duplicatelink
                WHERE duplicate_id = reached.id AND decision = 'link' AND undone_at IS NULL
            ) next
        ), meant AS (
            SELECT DISTINCT id, min(id) OVER (PARTITION BY start) AS oldest FROM reached
        )
        UPDATE people_beneficiary person SET stands_for_id = nullif(meant.oldest, person.id)
        FROM meant
        WHERE person.id = meant.id AND person.stands_for_id IS DISTINCT FROM nullif(meant.oldest, person.id)
    $$;
    REVOKE ALL ON FUNCTION teeka_settle_group FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION teeka_settle_group TO teeka_app, teeka_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_mark_shared_numbers")]

    operations = [migrations.RunSQL(SETTLE_GROUP, "DROP FUNCTION teeka_settle_group")]
