"""The second wall: a role of the web sees only the districts of its scope, whatever the query."""

import pytest
from django.db import ProgrammingError, connection, transaction

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.places.models import Facility
from tests.conftest import web_role

pytestmark = pytest.mark.django_db

SCOPED = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'district_code'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
# Staff is looked up by username before anyone's scope is known; it holds no person's data.
# The rows of places name what lies in a district, and are public.
PUBLIC = {"accounts_staff"}


@pytest.fixture
def two_facilities() -> None:
    for code, district_code in (("ASHA-PHC", 1), ("CHITRA-PHC", 2)):
        Facility.objects.create(
            code=code, name=code, district_code=district_code, coordinates_from="nowhere", sms_name=code
        )


@pytest.mark.usefixtures("two_facilities")
def test_the_web_sees_only_the_rows_of_its_districts() -> None:
    with web_role(), scope([1]):
        assert list(Facility.objects.values_list("code", flat=True)) == ["ASHA-PHC"]


@pytest.mark.usefixtures("two_facilities")
def test_without_a_scope_the_web_sees_nothing() -> None:
    with web_role():
        assert not Facility.objects.exists()


@pytest.mark.usefixtures("two_facilities")
def test_the_web_cannot_write_into_another_district() -> None:
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with web_role(), scope([1]), refused, transaction.atomic():
        Facility.objects.create(code="X", name="X", district_code=2, coordinates_from="nowhere", sms_name="X")


def test_every_table_with_a_district_has_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{SCOPED} AND NOT c.relrowsecurity")
        assert {name for (name,) in cursor} == PUBLIC


def test_the_audit_trail_can_only_be_added_to() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        AuditEvent.objects.all().delete()
