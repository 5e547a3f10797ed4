"""The shape of the notices' tables, from the models and the migration that made them."""

import re
from importlib import import_module

from django.apps import apps
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault, Value
from django.db.models.fields import NOT_PROVIDED

from teeka.apps.allotment.models import Appointment
from tests.simulation.sql.tables import Row, Shape

VIEW = re.compile(r"CREATE VIEW (\w+) .*? AS\s+(SELECT.*)", re.DOTALL)


def shape_of_notices() -> Shape:
    stored = [*apps.get_app_config("notices").get_models(), Appointment]
    view = VIEW.search(import_module("teeka.apps.notices.migrations.0001_initial").STANDING)
    assert view is not None
    return Shape(
        columns={_name(m): tuple(f.column for f in m._meta.concrete_fields) for m in stored},
        keys={_name(m): m._meta.pk.column for m in stored},
        counted=frozenset(_name(m) for m in stored if m._meta.pk.get_internal_type() == "BigAutoField"),
        defaults={_name(m): _defaults(m) for m in stored},
        unique={
            _name(m): tuple(f.column for f in m._meta.concrete_fields if f.unique and not f.primary_key)
            for m in stored
        },
        views={view.group(1): view.group(2)},
    )


def _name(model: type[Model]) -> str:
    return model._meta.db_table


def _defaults(model: type[Model]) -> Row:
    """What the database itself puts into a column that an INSERT leaves out."""
    found: Row = {}
    for field in model._meta.concrete_fields:
        default = field.db_default
        if default is NOT_PROVIDED:
            found[field.column] = None
        else:
            default = default.expression if isinstance(default, DatabaseDefault) else default
            found[field.column] = default.value if isinstance(default, Value) else default
    return found
