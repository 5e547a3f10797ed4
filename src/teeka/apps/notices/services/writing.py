"""What one message says: the first registered form that takes its values, checked to the last byte."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from teeka.apps.notices.services.texts import RegisteredText, texts_in_use
from teeka.rules.messages.invitation import (
    Person,
    Place,
    Purpose,
    coded_name,
    moment_in_message,
    name_in_message,
    site_in_message,
)
from teeka.rules.messages.reasons import SUPPRESSED_BY_MOBILE, CallReason
from teeka.rules.messages.replies import code_of
from teeka.rules.messages.states import NEVER_SENT, PERHAPS_READ, State
from teeka.rules.messages.text import size
from teeka.shared.clock import INDIA


class Heading(NamedTuple):
    """What all lines of one frozen version share."""

    frozen_list_id: int
    version: int
    sms_name: str
    site_name_hi: str


class Row(NamedTuple):
    """A line of a frozen version."""

    frozen_list_id: int
    appointment_id: int
    beneficiary_id: int
    slot_at: datetime
    full_name: str
    name_hi: str
    mobile: str
    mobile_state: str
    language: str
    reference: int
    shares_number: bool  # with somebody else who has a place


class Fresh(NamedTuple):
    """A message to be stored; the rest of its row comes from the frozen list that it names."""

    purpose: str
    frozen_list_id: int
    appointment_id: int
    beneficiary_id: int
    revision: int
    sequence: int
    slot_at: datetime
    site_name: str
    language: str
    template_id: int | None
    to_number: str
    text: str
    segments: int
    reason: str | None


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
    new_version: int
    language: str
    frozen_list_id: int
    is_declined: bool

    @property
    def is_perhaps_read(self) -> bool:
        return self.is_perhaps_sent or self.state in PERHAPS_READ

    @property
    def is_live(self) -> bool:
        return self.state == State.SUPPRESSED or self.state not in NEVER_SENT


class Writer:
    """Renders texts, remembering what many lines share: the moments and the sites."""

    def __init__(self) -> None:
        self._texts = texts_in_use()
        self._moments: dict[tuple[datetime, str], str] = {}
        self._sites: dict[tuple[int, str], str] = {}

    def site(self, heading: Heading, language: str) -> str:
        key = (heading.frozen_list_id, language)
        if key not in self._sites:
            self._sites[key] = site_in_message(Place(heading.sms_name, heading.site_name_hi), language)
        return self._sites[key]

    def message(
        self, row: Row, heading: Heading, purpose: Purpose, number: str, *, sequence: int = 1
    ) -> Fresh:
        """What is said to one person; with a reason when only a voice can say it."""
        site = self.site(heading, row.language)
        name = name_in_message(Person(row.full_name, row.name_hi, row.language))
        values = {
            "name": name,
            "coded_name": coded_name(name, code_of(row.reference)) if name and row.shares_number else "",
            "moment": self._moment(row.slot_at, row.language),
            "site": site,
        }
        template_id, text = self.render(purpose, row.language, values)
        reason = SUPPRESSED_BY_MOBILE.get(row.mobile_state)
        if reason is None and not text:
            reason = CallReason.TEXT_DOES_NOT_FIT
        return Fresh(
            purpose.value, row.frozen_list_id, row.appointment_id, row.beneficiary_id, heading.version,
            sequence, row.slot_at, site, row.language, template_id, number, text, size(text).segments,
            None if reason is None else reason.value,
        )  # fmt: skip

    def cancellation(self, told: Former) -> Fresh:
        """To a person who was perhaps told of a seat that is no more."""
        return self._about(told, Purpose.CANCELLATION, 1)

    def correction(self, told: Former, *, sequence: int) -> Fresh:
        """To a person who was perhaps told something wrong."""
        return self._about(told, Purpose.CORRECTION, sequence)

    def _about(self, told: Former, purpose: Purpose, sequence: int) -> Fresh:
        values = {"moment": self._moment(told.slot_at, told.language), "site": told.site_name}
        template_id, text = self.render(purpose, told.language, values)
        return Fresh(
            purpose.value, told.frozen_list_id, told.appointment_id, told.beneficiary_id,
            told.new_version, sequence, told.slot_at, told.site_name, told.language, template_id,
            told.to_number, text, size(text).segments, _no_sms(told.to_number, text),
        )  # fmt: skip

    def _moment(self, at: datetime, language: str) -> str:
        if (at, language) not in self._moments:
            self._moments[at, language] = moment_in_message(at.astimezone(INDIA), language)
        return self._moments[at, language]

    def render(self, purpose: Purpose, language: str, values: dict[str, str]) -> tuple[int | None, str]:
        """The first form whose gaps are all filled, checked to the last byte; or none."""
        forms: Iterable[RegisteredText] = self._texts.get((purpose, language)) or self._texts[purpose, "en"]
        for form in forms:
            if all(values.get(name) for name in form.template.names):
                text = form.template.render(values)
                if form.template.allows(text):
                    return form.id, text
        return None, ""


def _no_sms(number: str, text: str) -> str | None:
    """Why it cannot go by SMS: who was told by e-mail alone has no number."""
    if not text:
        return CallReason.TEXT_DOES_NOT_FIT.value
    return None if number else CallReason.NO_MOBILE.value
