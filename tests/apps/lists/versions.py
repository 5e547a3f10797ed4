"""A second version of a published session."""

from datetime import UTC, datetime

from teeka.apps.allotment.models import FrozenList

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)


def next_version() -> None:
    """Of two people on S1, one leaves."""
    first = FrozenList.objects.get(session__code="S1", version=1)
    gone, *stay = first.session.appointments.order_by("id")
    gone.cancelled_at = NOW
    gone.save()
    published = FrozenList.objects.create(
        district_code=first.district_code,
        session=first.session,
        version=2,
        frozen_at=NOW,
        frozen_by="planner",
        reason="transfer",
        row_count=1,
        sha256="2" * 64,
        heading=first.heading,
    )
    row = first.rows.get(appointment=stay[0])
    row.frozen_list, row.position = published, 1
    row._state.adding = True
    row.save(force_insert=True)
