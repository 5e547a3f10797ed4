"""Published lists are what they were, in the database and on disk (invariants 4, 9)."""

from teeka.apps.readiness.queries.invariants.finding import Rule, by_rules

ALL_ROWS_ARE_THERE = Rule(
    """
    SELECT session.code, list.version, list.row_count, count(line.position) AS rows
    FROM allotment_frozenlist list JOIN planning_session session ON session.id = list.session_id
    LEFT JOIN allotment_frozenrow line ON line.frozen_list_id = list.id
    GROUP BY session.code, list.id
    HAVING list.row_count <> count(line.position) OR coalesce(max(line.position), 0) <> count(line.position)
    """,
    row="list {code} version {version}",
    why="was published with {row_count} rows, and has {rows}",
)
COPY_IS_WHOLE = Rule(
    """
    SELECT copy.path, copy.row_count, list.row_count AS published FROM lists_packcopy copy
    JOIN allotment_frozenlist list ON list.id = copy.frozen_list_id WHERE list.row_count <> copy.row_count
    """,
    row="copy {path}",
    why="was read back with {row_count} rows, but {published} were published",
)

frozen_lists_are_what_was_published = by_rules("SELECT count(*) FROM allotment_frozenrow", ALL_ROWS_ARE_THERE)
lists_on_disk_are_the_published_ones = by_rules("SELECT count(*) FROM lists_packcopy", COPY_IS_WHOLE)
