"""Which texts a route may not carry, as SQL: those that are approved on other routes alone."""

# $1: the route. An approval that holds on every route stands on the text itself; a text without any approval
# is refused when a campaign is planned. A rehearsal leads to no operator.
WITHHELD = """
    SELECT t.id FROM notices_template t
    JOIN notices_textapproval given ON given.template_id = t.id
    JOIN notices_route r ON r.id = $1 AND NOT r.is_rehearsal
    WHERE t.approved_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM notices_textapproval mine
        WHERE mine.template_id = t.id AND mine.route_id = r.id
          AND (mine.over_at IS NULL OR mine.over_at > now()))
"""
# Of a row of the outbox. While no text is approved by route, which is the rule, nothing else is looked at.
MAY_CARRY = f"""
(NOT EXISTS (SELECT 1 FROM notices_textapproval)
 OR NOT coalesce((SELECT n.template_id FROM notices_message n WHERE n.id = message_id), 0) IN ({WITHHELD}))
"""
