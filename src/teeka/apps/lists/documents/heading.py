"""What was frozen with a list about its session, so that a later correction changes no old paper."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from teeka.apps.lists.queries.published import PublishedList
from teeka.rules.form_numbers import FormCounts, forms_for
from teeka.shared.clock import today_in_india


@dataclass(frozen=True, slots=True)
class Heading:
    site: str
    site_hi: str
    district: str
    district_hi: str
    held_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    vaccine: str
    vaccine_hi: str
    dose: int | None
    capacity: int | None
    reserve_percent: int
    is_cancelled: bool
    pin_code: str


def read_heading(published: PublishedList) -> Heading:
    frozen: Mapping[str, Any] = json.loads(published.heading)
    starts_at, ends_at = _moment(frozen.get("starts_at")), _moment(frozen.get("ends_at"))
    return Heading(
        site=frozen.get("site_name", ""),
        site_hi=frozen.get("site_name_hi", ""),
        district=frozen.get("district", "") or published.district,
        district_hi=frozen.get("district_hi", ""),
        held_on=_day(frozen.get("held_on"), starts_at or published.frozen_at),
        starts_at=starts_at,
        ends_at=ends_at,
        vaccine=frozen.get("vaccine", ""),
        vaccine_hi=frozen.get("vaccine_hi", ""),
        dose=frozen.get("dose"),
        capacity=frozen.get("capacity"),
        reserve_percent=frozen.get("reserve_percent", 0),
        is_cancelled=frozen.get("is_cancelled", False),
        pin_code=frozen.get("pin_code", ""),
    )


def form_counts(published: PublishedList, heading: Heading) -> FormCounts:
    """How many forms a version's pack holds."""
    return forms_for(
        capacity=heading.capacity or published.row_count,
        reserve_percent=heading.reserve_percent,
        listed=published.row_count,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None, otherwise: datetime) -> date:
    return date.fromisoformat(text) if text else today_in_india(otherwise)
