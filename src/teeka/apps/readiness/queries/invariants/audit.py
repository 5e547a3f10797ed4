"""Nobody has rewritten the audit trail (invariant 12)."""

from teeka.apps.accounts.models import AuditAnchor
from teeka.apps.accounts.services.audit import chain_hash
from teeka.apps.readiness.queries.invariants.finding import Found, Offence


def audit_chain_is_unbroken() -> Found:
    """Each anchor's hash, made again from the anchor before it and the events between.

    A changed event breaks the first anchor after it only, so that the place of the change is named.
    """
    offences, checked, before, previous = [], 0, 0, ""
    for anchor in AuditAnchor.objects.order_by("last_event_id"):
        digest, count = chain_hash(previous, after_id=before, last_id=anchor.last_event_id)
        checked += count
        if (digest, count) != (anchor.sha256, anchor.event_count):
            offences.append(
                Offence(
                    f"audit anchor {anchor.pk}",
                    f"events {before + 1} to {anchor.last_event_id} are not what they were: "
                    f"{count} of {anchor.event_count} are there, and their hash differs",
                )
            )
        before, previous = anchor.last_event_id, anchor.sha256
    return Found.of(offences, checked=checked)
