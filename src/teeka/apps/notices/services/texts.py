"""Which registered texts there are, and who approved them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from teeka.apps.notices.models import Template
from teeka.rules.messages.invitation import TEXTS, THIRD_VARIABLE_REASON, Purpose
from teeka.rules.messages.templates import TemplateFault, TemplateText, faults

FORMS = ("full", "short")  # the order in which they are tried


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


def add_missing_texts() -> None:
    """Our own texts stand in the registry wherever nobody has put another. Safe to repeat."""
    Template.objects.bulk_create(
        [
            Template(
                purpose=purpose,
                language=language,
                form=form,
                text=text,
                names=list(names),
                third_variable_reason=THIRD_VARIABLE_REASON if len(names) > 2 else "",
            )
            for purpose, language, form, text, names in TEXTS
        ],
        ignore_conflicts=True,
    )


def texts_in_use() -> Mapping[tuple[str, str], list[RegisteredText]]:
    """(purpose, language) -> its forms, the full one first."""
    found: dict[tuple[str, str], list[RegisteredText]] = {}
    rows = Template.objects.filter(retired_at=None, form__in=FORMS).order_by("purpose", "language", "form")
    for row in rows:
        found.setdefault((row.purpose, row.language), []).append(_registered(row))
    return found


def texts_by_id() -> Mapping[int, RegisteredText]:
    return {row.pk: _registered(row) for row in Template.objects.all()}


def unapproved_texts() -> list[str]:
    """The texts that an invitation needs and that no operator has approved, as 'purpose language form'."""
    rows = Template.objects.filter(retired_at=None, approved_at=None, purpose__in=list(Purpose))
    return [
        f"{row.purpose} {row.language} {row.form}" for row in rows.order_by("purpose", "language", "form")
    ]


@transaction.atomic
def approve_text(
    *, purpose: str, language: str, form: str, text: str, dlt: tuple[str, str, str], by: str, now: datetime
) -> None:
    """Put the text that the operators approved in the place of ours; dlt: entity, header, template id.

    The former text is retired, never changed: messages already made keep the one they were checked against.
    """
    add_missing_texts()
    former = Template.objects.select_for_update().get(
        purpose=purpose, language=language, form=form, retired_at=None
    )
    approved = TemplateText(text or former.text, tuple(former.names), former.third_variable_reason)
    if found := faults(approved):
        raise TextRefused(found)
    former.retired_at = now
    former.save(update_fields=["retired_at"])
    Template.objects.create(
        purpose=purpose,
        language=language,
        form=form,
        text=approved.text,
        names=former.names,
        third_variable_reason=former.third_variable_reason,
        dlt_entity_id=dlt[0],
        dlt_header=dlt[1],
        dlt_template_id=dlt[2],
        approved_at=now,
        approved_by=by,
    )


def _registered(row: Template) -> RegisteredText:
    return RegisteredText(
        row.pk,
        TemplateText(row.text, tuple(row.names), row.third_variable_reason),
        row.dlt_template_id,
        row.dlt_header,
        row.dlt_entity_id,
        row.approved_at is not None,
    )
