"""Which registered texts there are, and who approved them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from teeka.apps.notices.models import Message, Outbox, ReplyLine, Route, Template, TextApproval
from teeka.rules.messages.invitation import (
    ALWAYS_SENT,
    ANSWER_TEXTS,
    TEXTS,
    THIRD_VARIABLE_REASON,
    Purpose,
    how_to_answer,
)
from teeka.rules.messages.templates import TemplateFault, TemplateText, faults
from teeka.shared.clock import INDIA

ANSWER_FORMS = ("household", "answer")  # they say where people can answer
FORMS = (*ANSWER_FORMS, "full", "short")  # the order in which they are tried


# Purpose, language, form, words, names of the gaps.
OurText = tuple[Purpose, str, str, str, tuple[str, ...]]


class TextRefused(Exception):
    def __init__(self, found: list[TemplateFault]) -> None:
        super().__init__(", ".join(found))
        self.faults = found


@dataclass(frozen=True, slots=True)
class RegisteredText:
    id: int
    template: TemplateText
    dlt_template_id: str
    dlt_header: str
    dlt_entity_id: str
    is_approved: bool
    form: str
    approved_until: date | None = None


def add_missing_texts() -> None:
    """Our own texts stand in the registry wherever nobody has put another. Safe to repeat.

    Pages may not write them; workers put them there when they start.
    """
    standing = set(Template.objects.filter(retired_at=None).values_list("purpose", "language", "form"))
    missing = [text for text in _our_texts() if text[:3] not in standing]
    if missing:
        Template.objects.bulk_create(map(_ours, missing), ignore_conflicts=True)


def _ours(text: OurText) -> Template:
    purpose, language, form, words, names = text
    return Template(
        purpose=purpose,
        language=language,
        form=form,
        text=words,
        names=list(names),
        third_variable_reason=THIRD_VARIABLE_REASON if len(names) > 2 else "",
    )


def texts_in_use() -> Mapping[tuple[str, str], list[RegisteredText]]:
    """(purpose, language) -> its forms, the one that says most first."""
    found: dict[tuple[str, str], list[RegisteredText]] = {}
    rows = Template.objects.filter(retired_at=None, form__in=FORMS)
    for row in sorted(rows, key=lambda row: (row.purpose, row.language, FORMS.index(row.form))):
        found.setdefault((row.purpose, row.language), []).append(_registered(row))
    return found


def texts_by_id() -> Mapping[int, RegisteredText]:
    return {row.pk: _registered(row) for row in Template.objects.all()}


def unapproved_texts(kinds: Collection[Purpose] = ALWAYS_SENT) -> list[str]:
    """The texts of these kinds that are approved on no route in use, as 'purpose language form'."""
    on_some = TextApproval.objects.filter(template=OuterRef("pk"), route__is_on=True)
    approved = set(
        Template.objects.filter(Exists(on_some) | Q(approved_at__isnull=False), retired_at=None).values_list(
            "purpose", "language", "form"
        )
    )
    needed = [text[:3] for text in _our_texts() if text[0] in kinds]
    return [" ".join(text) for text in needed if text not in approved]


@transaction.atomic
def approve_text(
    *,
    purpose: str,
    language: str,
    form: str,
    text: str,
    dlt: tuple[str, str, str],
    by: str,
    now: datetime,
    until: date | None = None,
    route: str = "",
) -> None:
    """Record that the operators approved a text; dlt: entity, header, template id. Or TextRefused.

    until: the approval's last day, where it has one. route: the only one that it holds on; without it, on
    all of them. The last word counts: once a route is named, only the named ones carry the text.

    Other words than ours take the place of ours: the former text is retired, never changed, for messages
    were checked against it. While such messages wait to be sent, the operators would drop them: refused.
    """
    add_missing_texts()
    former = (
        Template.objects.select_for_update()
        .filter(purpose=purpose, language=language, form=form, retired_at=None)
        .first()
    )
    if former is None:
        raise TextRefused([TemplateFault.NO_SUCH_TEXT])
    only_on = Route.objects.filter(code=route).first() if route else None
    if route and (only_on is None or only_on.is_rehearsal):
        raise TextRefused([TemplateFault.NO_SUCH_ROUTE])
    approved = TemplateText(text or former.text, tuple(former.names), former.third_variable_reason)
    if found := faults(approved):
        raise TextRefused(found)
    if approved.text != former.text:
        if Message.objects.filter(template=former, pk__in=Outbox.objects.values("pk")).exists():
            raise TextRefused([TemplateFault.STILL_IN_USE])
        Template.objects.filter(pk=former.pk).update(retired_at=now)
        former = Template(
            purpose=purpose, language=language, form=form, text=approved.text, names=former.names,
            third_variable_reason=former.third_variable_reason,
        )  # fmt: skip
    former.dlt_entity_id, former.dlt_header, former.dlt_template_id = dlt
    if only_on is None:
        former.approved_at, former.approved_by, former.approved_until = now, by, until
    else:
        former.approved_at, former.approved_by, former.approved_until = None, "", None
    former.save()
    _write_approval(former, only_on, by=by, now=now, until=until)


def _write_approval(
    template: Template, route: Route | None, *, by: str, now: datetime, until: date | None
) -> None:
    """What holds on every route needs no rows of single ones."""
    if route is None:
        TextApproval.objects.filter(template=template).delete()
        return
    over_at = None if until is None else datetime.combine(until + timedelta(days=1), time(), INDIA)
    TextApproval.objects.update_or_create(
        template=template,
        route=route,
        defaults={"approved_at": now, "approved_by": by, "over_at": over_at},
    )


def retire_answer_texts(*, now: datetime) -> None:
    """Where people can answer has changed: what names the former number says so no more."""
    Template.objects.filter(form__in=ANSWER_FORMS, retired_at=None).update(retired_at=now)


def _our_texts() -> list[OurText]:
    line = ReplyLine.objects.filter(kind=ReplyLine.Kind.TEXT, is_on=True).first()
    if line is None:
        return list(TEXTS)
    answers = [
        (purpose, language, form, how_to_answer(text, number=line.number, keyword=line.keyword), names)
        for purpose, language, form, text, names in ANSWER_TEXTS
    ]
    return [*TEXTS, *answers]


def _registered(row: Template) -> RegisteredText:
    return RegisteredText(
        row.pk,
        TemplateText(row.text, tuple(row.names), row.third_variable_reason),
        row.dlt_template_id,
        row.dlt_header,
        row.dlt_entity_id,
        row.approved_at is not None,
        row.form,
        row.approved_until,
    )
