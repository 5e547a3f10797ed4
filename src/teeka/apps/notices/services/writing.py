"""What one message says: the first registered form that takes its values, checked to the last byte."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from teeka.apps.notices.services.texts import RegisteredText, texts_in_use
from teeka.rules.messages.hours import must_be_told_by
from teeka.rules.messages.invitation import (
    Person,
    Place,
    Purpose,
    moment_in_message,
    name_in_message,
    site_in_message,
)
from teeka.rules.messages.reasons import SUPPRESSED_BY_MOBILE, CallReason
from teeka.rules.messages.states import NEVER_SENT, PERHAPS_READ, State
from teeka.rules.messages.text import size
from teeka.shared.clock import INDIA


class Row(NamedTuple):
    """A line of a frozen version, with what a message about it needs."""

    frozen_list_id: int
    version: int
    district_code: int
    campaign_id: int
    session_id: UUID
    appointment_id: int
    beneficiary_id: int
    slot_at: datetime
    full_name: str
    name_hi: str
    mobile: str
    mobile_state: str
    language: str
    sms_name: str
    site_name_hi: str
    starts_at: datetime
    tell_hours: int


class Former(NamedTuple):
    """A message that an earlier version of the same session owed."""

    id: int
    beneficiary_id: int
    appointment_id: int
    purpose: str
    revision: int
    slot_at: datetime
    site_name: str
    to_number: str
    state: str
    is_perhaps_sent: bool
    new_list_id: int
    new_version: int
    district_code: int
    campaign_id: int
    session_id: UUID
    language: str
    starts_at: datetime
    tell_hours: int
    frozen_list_id: int

    @property
    def is_perhaps_read(self) -> bool:
        return self.is_perhaps_sent or self.state in PERHAPS_READ

    @property
    def is_live(self) -> bool:
        return self.state == State.SUPPRESSED or self.state not in NEVER_SENT


class Writer:
    """Renders texts, remembering what many rows share: the moments and the sites."""

    def __init__(self) -> None:
        self._texts = texts_in_use()
        self._moments: dict[tuple[datetime, str], str] = {}
        self._sites: dict[tuple[str, str, str], str] = {}

    def site(self, row: Row) -> str:
        key = (row.sms_name, row.site_name_hi, row.language)
        if key not in self._sites:
            self._sites[key] = site_in_message(Place(row.sms_name, row.site_name_hi), row.language)
        return self._sites[key]

    def message(self, row: Row, purpose: Purpose, site: str, number: str) -> tuple[tuple[object, ...], bool]:
        """A row for fresh_messages, and whether it is suppressed: then nobody but a person can tell."""
        reason = SUPPRESSED_BY_MOBILE.get(row.mobile_state)
        values = {
            "name": name_in_message(Person(row.full_name, row.name_hi, row.language)),
            "moment": self._moment(row.slot_at, row.language),
            "site": site,
        }
        text = self._render(purpose, row.language, values)
        if text is None and reason is None:
            reason = CallReason.TEXT_DOES_NOT_FIT
        template_id, words = text or (None, "")
        return (
            row.district_code, purpose.value, row.campaign_id, row.session_id, row.frozen_list_id,
            row.appointment_id, row.beneficiary_id, row.version, row.slot_at, site, row.language, template_id,
            number, words, size(words).segments if words else 0,
            must_be_told_by(row.starts_at, row.tell_hours), row.starts_at, reason.value if reason else None,
        ), reason is not None  # fmt: skip

    def cancellation(self, told: Former) -> tuple[object, ...]:
        values = {"moment": self._moment(told.slot_at, told.language), "site": told.site_name}
        text = self._render(Purpose.CANCELLATION, told.language, values)
        template_id, words = text or (None, "")
        return (
            told.district_code, Purpose.CANCELLATION.value, told.campaign_id, told.session_id,
            told.frozen_list_id, told.appointment_id, told.beneficiary_id, told.new_version, told.slot_at,
            told.site_name, told.language, template_id, told.to_number, words,
            size(words).segments if words else 0, must_be_told_by(told.starts_at, told.tell_hours),
            told.starts_at, None if text else CallReason.TEXT_DOES_NOT_FIT.value,
        )  # fmt: skip

    def _moment(self, at: datetime, language: str) -> str:
        if (at, language) not in self._moments:
            self._moments[at, language] = moment_in_message(at.astimezone(INDIA), language)
        return self._moments[at, language]

    def _render(self, purpose: Purpose, language: str, values: dict[str, str]) -> tuple[int, str] | None:
        """The first form that takes these values, checked to the last byte against what is registered."""
        forms: Iterable[RegisteredText] = self._texts.get((purpose, language)) or self._texts[purpose, "en"]
        for form in forms:
            if form.template.fits(values):
                text = form.template.render(values)
                if form.template.allows(text):
                    return form.id, text
        return None
