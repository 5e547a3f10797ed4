"""An upload, and what became of each of its rows."""

from django.db import models


class Upload(models.Model):
    class Kind(models.TextChoices):
        FACILITIES = "facilities"
        ROSTER = "roster"
        SESSIONS = "sessions"

    class State(models.TextChoices):
        RECEIVED = "received"  # stored by a page, waits for the worker
        COMMITTED = "committed"
        REFUSED = "refused"
        UNDONE = "undone"

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    file_name = models.CharField(max_length=255)
    stored_path = models.CharField(max_length=400, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    district_code = models.IntegerField(default=0, help_text="of the uploader; 0: of no one district")
    row_count = models.IntegerField(default=0)
    uploaded_by = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    refused_because = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True)


class UploadRow(models.Model):
    """The fate of one row. `raw` keeps what a person needs to decide on; never an identity number."""

    class Fate(models.TextChoices):
        CREATED = "created"
        UPDATED = "updated"
        UNCHANGED = "unchanged"
        HELD = "held"
        REJECTED = "rejected"

    pk = models.CompositePrimaryKey("upload_id", "row_number")
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows", db_index=False)
    row_number = models.IntegerField()
    district_code = models.IntegerField()
    fate = models.CharField(max_length=9, choices=Fate)
    subject_id = models.BigIntegerField(null=True)
    problems = models.JSONField(null=True)
    raw = models.JSONField(null=True)
    before = models.JSONField(null=True, help_text="what an update replaced, so that it can be undone")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["upload"],
                condition=models.Q(fate__in=["held", "rejected"]),
                name="upload_row_needs_person",
            )
        ]
