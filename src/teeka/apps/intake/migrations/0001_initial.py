import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("facilities", "Facilities"),
                            ("roster", "Roster"),
                            ("sessions", "Sessions"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("committed", "Committed"),
                            ("refused", "Refused"),
                            ("undone", "Undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("stored_path", models.CharField(blank=True, max_length=400)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "district_code",
                    models.IntegerField(default=0, help_text="of the uploader; 0: of no one district"),
                ),
                ("row_count", models.IntegerField(default=0)),
                ("uploaded_by", models.CharField(max_length=60)),
                ("received_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(null=True)),
                ("refused_because", models.TextField(blank=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="UploadRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "upload_id",
                        "row_number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("row_number", models.IntegerField()),
                ("district_code", models.IntegerField()),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("updated", "Updated"),
                            ("unchanged", "Unchanged"),
                            ("held", "Held"),
                            ("rejected", "Rejected"),
                        ],
                        max_length=9,
                    ),
                ),
                ("subject_id", models.BigIntegerField(null=True)),
                ("problems", models.JSONField(null=True)),
                ("raw", models.JSONField(null=True)),
                (
                    "before",
                    models.JSONField(
                        help_text="what an update replaced, so that it can be undone", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                (
                    "upload",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="intake.upload",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("fate__in", ["held", "rejected"])),
                        fields=["upload"],
                        name="upload_row_needs_person",
                    )
                ],
            },
        ),
        RowSecurity("intake_upload"),
        RowSecurity("intake_uploadrow"),
    ]
