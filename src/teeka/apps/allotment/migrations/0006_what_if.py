import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("allotment", "0005_places_by_hand"),
        ("people", "0009_keys_of_what_was_compared"),
        ("planning", "0002_no_show"),
    ]

    operations = [
        migrations.CreateModel(
            name="WhatIf",
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
                        help_text="whose people and sessions it is about; 0: the whole state"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "changes",
                    models.JSONField(default=list, help_text="as rules/what_if/changes.py reads them"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("asked", "Asked"),
                            ("shown", "Shown"),
                            ("publishing", "Publishing"),
                            ("published", "Published"),
                            ("thrown_away", "Thrown Away"),
                        ],
                        default="draft",
                        max_length=11,
                    ),
                ),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "basis",
                    models.JSONField(default=dict, help_text="{sha256, counts}: what it was worked out on"),
                ),
                (
                    "outcome",
                    models.JSONField(default=dict, help_text="as rules/what_if/comparing.py counts it"),
                ),
                ("worked_out_at", models.DateTimeField(null=True)),
                (
                    "refusal",
                    models.JSONField(
                        default=dict, help_text="why it was not worked out or published the last time"
                    ),
                ),
                (
                    "ended_by",
                    models.CharField(
                        blank=True, help_text="who published it or threw it away", max_length=60
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WhatIfPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the person's")),
                ("tier", models.SmallIntegerField(help_text="0: of no tier of the campaign")),
                ("is_listed", models.BooleanField(help_text="the place in force stands on a published list")),
                (
                    "from_code",
                    models.CharField(help_text="of the session in force; empty: no place", max_length=40),
                ),
                ("from_site", models.CharField(max_length=200)),
                ("from_site_hi", models.CharField(max_length=200)),
                ("from_on", models.DateField(null=True)),
                ("from_km", models.FloatField(null=True)),
                (
                    "lost_for",
                    models.CharField(help_text="a Reason of the rules, where there is one", max_length=30),
                ),
                ("to_code", models.CharField(max_length=40)),
                ("to_site", models.CharField(max_length=200)),
                ("to_site_hi", models.CharField(max_length=200)),
                ("to_on", models.DateField(null=True)),
                ("to_km", models.FloatField(null=True)),
                (
                    "why",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("reason", models.CharField(help_text="why there is no place then", max_length=30)),
                ("is_standby", models.BooleanField()),
                (
                    "beneficiary",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "what_if",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="allotment.whatif",
                    ),
                ),
            ],
        ),
        RowSecurity("allotment_whatif"),
        RowSecurity("allotment_whatifperson"),
    ]
