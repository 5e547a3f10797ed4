"""What is recorded at the site refers to its session and its batch (invariant 10)."""

from teeka.apps.readiness.queries.invariants.finding import Found


def each_dose_has_its_session() -> Found:
    return Found(0, note="Nothing is recorded at sites yet: there are no check-ins or doses to look at.")
