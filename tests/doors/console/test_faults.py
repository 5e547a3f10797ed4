"""What a reader is told when the server's own ground gives way: the database, the disk."""

import errno
from typing import Any, NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from teeka.apps.intake.models import Upload
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import World


def gone(*_: Any, **__: Any) -> NoReturn:
    raise OperationalError("server closed the connection unexpectedly")


def full(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_lost_database_is_named_in_both_languages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teeka.doors.console.pages.people.people", gone)
    client = Client(raise_request_exception=False)
    client.force_login(world.staff[Role.DISTRICT])

    answer = client.get("/people/")

    assert answer.status_code == 503
    page = answer.content.decode()
    assert "The database does not answer" in page
    assert "डेटाबेस उत्तर नहीं दे रहा" in page


def test_a_full_disk_takes_no_upload_and_says_so(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teeka.apps.intake.services.receiving._write", full)
    before = Upload.objects.count()

    answer = visit(
        Role.DISTRICT, "/uploads/new/", {"kind": "roster", "file": SimpleUploadedFile("a.csv", b"name\n")}
    )

    assert "disk is full. Nothing was stored" in answer.content.decode()
    assert Upload.objects.count() == before
