import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district_code",
                    models.IntegerField(
                        help_text="where its people are looked after: the facility's district once accepted"
                    ),
                ),
                ("stated_district_code", models.IntegerField()),
                ("text", models.CharField(max_length=300)),
                ("facility_code_given", models.CharField(max_length=40)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("unresolved", "Unresolved"),
                            ("accept", "Accept"),
                            ("confirm", "Confirm"),
                            ("review", "Review"),
                        ],
                        db_default="unresolved",
                        default="unresolved",
                        max_length=10,
                    ),
                ),
                ("confidence", models.FloatField(null=True)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), db_default="{}", default=list, size=None
                    ),
                ),
                (
                    "candidates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), db_default="{}", default=list, size=None
                    ),
                ),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.CharField(
                        blank=True, db_default="", help_text="the person who settled it", max_length=60
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "facility",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.facility",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Beneficiary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.BigIntegerField(help_text="14 digits, on every list and form", unique=True),
                ),
                ("district_code", models.IntegerField()),
                ("roster_key", models.BinaryField(max_length=16, unique=True)),
                ("full_name", models.CharField(max_length=120)),
                ("name_hi", models.CharField(max_length=120)),
                ("gender", models.CharField(max_length=1)),
                ("birth_year", models.SmallIntegerField()),
                ("date_of_birth", models.DateField(null=True)),
                ("mobile", models.CharField(max_length=10)),
                (
                    "mobile_state",
                    models.CharField(
                        choices=[
                            ("ok", "Ok"),
                            ("missing", "Missing"),
                            ("malformed", "Malformed"),
                            ("filler", "Filler"),
                            ("shared", "Shared"),
                        ],
                        max_length=9,
                    ),
                ),
                ("alt_mobile", models.CharField(max_length=10)),
                ("photo_id_type", models.SmallIntegerField(null=True)),
                ("photo_id_hash", models.BinaryField(max_length=32, null=True)),
                ("photo_id_last4", models.CharField(max_length=4)),
                ("category", models.CharField(max_length=30)),
                ("designation", models.CharField(max_length=120)),
                ("employee_id", models.CharField(max_length=40)),
                ("is_vaccinator", models.BooleanField()),
                ("language", models.CharField(max_length=2)),
                (
                    "home_address",
                    models.CharField(
                        help_text="for the record; never places a person who has a posting", max_length=300
                    ),
                ),
                ("home_pin_code", models.CharField(max_length=6)),
                ("upload_id", models.BigIntegerField(help_text="the upload that last wrote this row")),
                ("registered_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "stands_for",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="people.posting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DuplicateLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("probability", models.FloatField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("link", "Link"), ("hold", "Hold"), ("leave", "Leave")], max_length=5
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, max_length=60)),
                (
                    "duplicate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.beneficiary"
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.beneficiary"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("survivor", "duplicate"),
                        name="one_live_link_a_pair",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(
                fields=("stated_district_code", "text", "facility_code_given"), name="posting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "accept"), _negated=True),
                    ("facility__isnull", False),
                    _connector="OR",
                ),
                name="accepted_posting_has_facility",
            ),
        ),
        migrations.AddIndex(
            model_name="beneficiary",
            index=models.Index(fields=["district_code"], name="beneficiary_district"),
        ),
        migrations.AddConstraint(
            model_name="beneficiary",
            constraint=models.CheckConstraint(
                condition=models.Q(("stands_for", models.F("id")), _negated=True),
                name="nobody_stands_for_self",
            ),
        ),
        RowSecurity("people_posting"),
        RowSecurity("people_beneficiary"),
        RowSecurity("people_duplicatelink"),
    ]
