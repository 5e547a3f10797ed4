"""How values look on a page: numbers the Indian way, moments as a clock in India shows them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from teeka.apps.notices.queries import is_rehearsal
from teeka.doors.console import route_words, words
from teeka.doors.console.tables import Text
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.permissions import masked
from teeka.shared.clock import in_india
from teeka.shared.email_address import masked_email
from teeka.shared.numbers import in_lakhs

register = template.Library()
# As they are written today, where Django's Hindi is older.
AS_WRITTEN_TODAY = {
    "सितमबर": "सितंबर", "नवमबर": "नवंबर", "दिसमबर": "दिसंबर", "फरवरी": "फ़रवरी", "दिस्": "दिस", "गुरू": "गुरु",
}  # fmt: skip


@register.filter
def n(value: int | None) -> str:
    """4,69,000; a dash for what is not known yet."""
    return "–" if value is None else in_lakhs(value)


@register.filter
def clock(moment: datetime | None) -> str:
    return in_india(moment).strftime("%H:%M") if moment else "–"


@register.filter
def day(when: date | datetime | None) -> str:
    """Saturday 16 January, in the page's language."""
    return _on_a_wall(when, "l j F")


@register.filter
def short_day(when: date | datetime | None) -> str:
    return _on_a_wall(when, "D j M")


@register.filter
def moment(when: datetime | None) -> str:
    return _on_a_wall(when, "j M, H:i")


@register.filter
def second(when: datetime | None) -> str:
    """As `moment`, to the second: how soon a receipt followed."""
    return _on_a_wall(when, "j M, H:i:s")


def _on_a_wall(when: date | datetime | None, form: str) -> str:
    if when is None:
        return "–"
    shown = django_date(in_india(when) if isinstance(when, datetime) else when, form)
    for django_writes, we_write in AS_WRITTEN_TODAY.items():
        shown = shown.replace(django_writes, we_write)
    return shown


@register.filter
def mask(mobile: str) -> str:
    return masked(mobile)


@register.filter
def mask_email(address: str) -> str:
    return masked_email(address)


@register.simple_tag
def answered(row: Any) -> SafeString:
    """What somebody answered about a place, as it is said at the gate, and when."""
    said = words.gate_words(row.answer, row.answer_channel)
    if row.answer is None:
        return format_html('<span class="soft">{}</span>', said)
    kind = "good" if row.answer == CallOutcomeKind.WILL_COME else "wait"
    return format_html(
        '<span class="tag tag-{}">{}</span> <span class="soft">{}</span>', kind, said, moment(row.answered_at)
    )


@register.simple_tag
def rehearsal() -> SafeString:
    """The band on top of every page while no message can leave this machine."""
    if not is_rehearsal():
        return mark_safe("")
    return format_html(
        '<aside class="rehearsal" aria-label="{}">{}</aside>',
        _("Rehearsal"),
        _("Rehearsal: no message leaves this machine; a simulator answers in its place."),
    )


@register.simple_tag
def named(place: object) -> str:
    """A place or campaign by its name in the page's language."""
    return _of_two(getattr(place, "name", ""), getattr(place, "name_hi", ""))


@register.simple_tag
def named_site(row: object) -> str:
    return _of_two(getattr(row, "site_name", "") or "", getattr(row, "site_name_hi", "") or "")


@register.simple_tag
def named_person(row: object) -> str:
    return _of_two(getattr(row, "full_name", ""), getattr(row, "name_hi", ""))


@register.simple_tag
def named_main(row: object) -> str:
    return _of_two(getattr(row, "main_name", "") or "", getattr(row, "main_name_hi", "") or "")


@register.simple_tag
def named_facility(row: object) -> str:
    return _of_two(getattr(row, "facility_name", "") or "", getattr(row, "facility_name_hi", "") or "")


@register.simple_tag
def named_district(row: object) -> str:
    return _of_two(getattr(row, "district", ""), getattr(row, "district_hi", ""))


@register.simple_tag
def named_block(row: object) -> str:
    return _of_two(getattr(row, "block", ""), getattr(row, "block_hi", ""))


def _of_two(english: str, hindi: str) -> str:
    """What has no name in the page's language keeps the one it has."""
    return (hindi or english) if get_language() == "hi" else (english or hindi)


@register.filter
def reference(number: int) -> str:
    """14 digits in groups that an eye can hold."""
    digits = f"{number:014d}"
    return f"{digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:]}"


@register.filter
def tag(pair: tuple[Text, str]) -> SafeString:
    said, kind = pair
    return format_html('<span class="tag{}">{}</span>', f" tag-{kind}" if kind else "", said)


@register.filter
def told_tag(told: str) -> SafeString:
    return tag(words.TOLD[told])


@register.filter
def decision_tag(decision: str) -> SafeString:
    return tag(words.DECISIONS[decision])


@register.filter
def upload_state_tag(state: str) -> SafeString:
    return tag(words.UPLOAD_STATES[state])


@register.filter
def fate_tag(fate: str) -> SafeString:
    return tag(words.FATES[fate])


register.filter("category", words.category_words)
register.filter("message_state", words.state_words)
register.filter("outcome", words.outcome_words)
register.filter("call_reason", words.call_reason_words)
register.filter("promise_cause", words.promise_cause_words)
register.filter("became", words.became_words)
register.filter("way", words.way_words)
register.filter("purpose", words.purpose_words)
register.filter("provider_answer", words.answer_words)
register.filter("unplaced_reason", words.unplaced_words)
register.filter("site_located", words.site_located)
register.filter("unplaced_story", words.unplaced_story_words)
register.filter("came_as", words.came_as_words)
register.filter("not_given", words.not_given_words)
register.filter("why", words.why_words)
register.filter("taken_back", words.taken_back_words)
register.filter("hard_rule", words.rule_words)
register.filter("soft_wish", words.wish_words)
register.filter("posting_reason", words.posting_reason_words)
register.filter("duplicate_reason", words.duplicate_reason_words)
register.filter("evidence", words.evidence_said)
register.filter("facility_type", words.facility_type_words)


@register.filter
def absence_kind(kind: str) -> str:
    return str(words.ABSENCE_KINDS.get(kind, kind))


@register.filter
def mobile_state(state: str) -> str:
    return str(words.MOBILE_STATES.get(state, state))


@register.filter
def upload_kind(kind: str) -> str:
    return str(words.UPLOAD_KINDS.get(kind, kind))


@register.filter
def place_kind(kind: str) -> str:
    return str(words.PLACE_KINDS.get(kind, kind))


@register.filter
def canary(state: str) -> str:
    return str(route_words.CANARY_WORDS.get(state, state))


@register.filter
def balance_unit(unit: str) -> str:
    return str(route_words.UNIT_WORDS.get(unit, unit))


@register.filter
def at(table: Mapping[int, object], key: int) -> object:
    return table.get(key)


@register.filter
def first_sentence(text: str) -> str:
    """What happened, without what to do about it."""
    return re.split(r"(?<=[.।]) ", text, maxsplit=1)[0]


@register.filter
def rupees(amount: Decimal | None) -> str:
    """₹4,69,000.00; a dash while no price is known."""
    if amount is None:
        return "–"
    whole, paise = divmod(round(amount * 100), 100)
    return f"₹{n(whole)}.{paise:02}"


@register.filter
def chance(probability: float) -> str:
    """Whole per cent, and never 100 nor 0: nothing that is only likely is sure."""
    return f"{min(int(probability * 100), 99)}%" if probability >= 0.01 else "< 1%"


@register.filter
def signed(bits: float) -> str:
    """+8.2 for, −3.0 against."""
    return f"{bits:+.1f}".replace("-", "−")


@register.simple_tag
def ledger_link(scope: str, count: int, **narrowed: str | int) -> SafeString:
    """A figure of the ledger, which opens the names behind it."""
    if not count:
        return mark_safe("0")
    mark = "&" if "?" in scope else "?"
    return format_html('<a href="{}">{}</a>', f"{scope}{mark}{urlencode(narrowed)}", n(count))


@register.filter
def query(pairs: Iterable[tuple[str, str]]) -> str:
    """The pairs as an address's query."""
    return urlencode(list(pairs))


@register.filter
def percent(share: float) -> str:
    return f"{share:.0%}"


@register.filter
def km(metres: int | None) -> str:
    """Whole kilometres; a tenth where it is near; a dash where it is not known."""
    if metres is None:
        return "–"
    return _("%(km)s km") % {"km": f"{metres / 1000:.1f}" if metres < 10_000 else n(metres // 1000)}
