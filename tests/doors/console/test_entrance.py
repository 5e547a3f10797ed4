"""Signing in, guessing, languages, and what every answer carries."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from teeka.apps.accounts.models import AuditEvent, Staff
from teeka.rules.permissions import Role
from tests.conftest import web_role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import World

RIGHT = "right-and-long-enough"


@pytest.fixture
def rekha(world: World) -> Staff:
    staff = world.staff[Role.DISTRICT]
    staff.password = make_password(RIGHT)
    staff.save()
    return staff


def sign_in(username: str, password: str, **more: Any) -> Any:
    with web_role():
        return Client().post("/login/", {"username": username, "password": password, **more})


def test_the_right_password_opens_the_page_that_was_asked_for(rekha: Staff) -> None:
    response = sign_in(rekha.username.upper(), RIGHT, next="/sessions/")

    assert (response.status_code, response["Location"]) == (302, "/sessions/")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_a_login_never_leads_to_another_site(rekha: Staff, elsewhere: str) -> None:
    assert sign_in(rekha.username, RIGHT, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_say_the_same(rekha: Staff) -> None:
    wrong, unknown = sign_in(rekha.username, "wrong"), sign_in("nobody", "wrong")

    assert wrong.status_code == unknown.status_code == 401
    assert "The login or the password is wrong" in wrong.content.decode()
    assert "The login or the password is wrong" in unknown.content.decode()


def test_after_eight_wrong_passwords_even_the_right_one_waits(rekha: Staff) -> None:
    for _ in range(8):
        sign_in(rekha.username, "wrong")

    assert sign_in(rekha.username, RIGHT).status_code == 429


def test_a_login_that_was_let_in_starts_afresh(rekha: Staff) -> None:
    for _ in range(7):
        sign_in(rekha.username, "wrong")
    sign_in(rekha.username, RIGHT)

    assert sign_in(rekha.username, "wrong").status_code == 401


def test_one_address_cannot_try_one_name_after_the_other(rekha: Staff) -> None:
    for number in range(60):
        sign_in(f"guess-{number}", "wrong")

    assert sign_in(rekha.username, RIGHT).status_code == 429


def test_whoever_left_the_service_is_not_let_in(rekha: Staff) -> None:
    Staff.objects.filter(pk=rekha.pk).update(is_active=False)

    assert sign_in(rekha.username, RIGHT).status_code == 401


def test_each_try_is_recorded_without_the_password(rekha: Staff) -> None:
    sign_in(rekha.username, "wrong-secret")
    sign_in(rekha.username, RIGHT)

    events = list(AuditEvent.objects.order_by("id").values_list("action", "subject_type", "detail"))
    assert [event[:2] for event in events] == [
        ("login.failed", "login"),
        ("login.failed", "address"),
        ("login.let_in", "login"),
    ]
    assert "secret" not in str(events)


def test_the_language_is_kept_before_and_after_the_login(rekha: Staff) -> None:
    client = Client()
    with web_role():
        response = client.post("/language/", {"language": "hi", "next": "/login/"})
        assert response.cookies["django_language"].value == "hi"
        assert 'lang="hi"' in client.get("/login/").content.decode()
        client.force_login(rekha)
        client.post("/language/", {"language": "hi", "next": "/sessions/"})
    rekha.refresh_from_db()
    assert rekha.language == "hi"
    with web_role():
        other_device = Client()
        other_device.force_login(rekha)
        assert '<html lang="hi">' in other_device.get("/sessions/").content.decode()


def test_a_language_that_nobody_speaks_here_changes_nothing(visit: Visit) -> None:
    response = visit(Role.DISTRICT, "/language/", {"language": "xx", "next": "/"})

    assert "django_language" not in response.cookies


def test_every_answer_carries_the_strict_headers(visit: Visit) -> None:
    for address in ("/login/", "/", "/nothing-here/", "/people/1/", "/health/"):
        response = visit(Role.DISTRICT, address)
        policy = response["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert response["Cache-Control"] == "no-store"


def test_no_page_has_a_script_or_a_style_of_its_own(visit: Visit) -> None:
    for address in ("/login/", "/", "/sessions/", "/people/", "/calls/", "/postings/", "/uploads/"):
        text = visit(Role.DISTRICT, address).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count('<script src="/static/')


def test_a_form_from_another_site_is_refused(rekha: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    with web_role():
        response = client.post("/login/", {"username": rekha.username, "password": RIGHT})
    assert response.status_code == 403


def test_signing_out_ends_the_session(rekha: Staff) -> None:
    client = Client()
    client.force_login(rekha)
    with web_role():
        client.post("/logout/")
        assert client.get("/").status_code == 302


def test_the_login_needs_no_more_than_a_few_statements(
    rekha: Staff, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        sign_in(rekha.username, RIGHT)
