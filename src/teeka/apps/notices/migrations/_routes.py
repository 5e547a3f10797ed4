"""Of the first migration: what messages go out through, and the receipts that come back, before any is tied
to a message.
"""

import django.db.models.deletion
from django.db import migrations, models

ROUTES = [
    migrations.CreateModel(
        name="Route",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("code", models.CharField(max_length=40, unique=True)),
            ("adapter", models.CharField(help_text="a name in the registry of gateways", max_length=40)),
            (
                "settings",
                models.JSONField(
                    default=dict, help_text="secrets stand here as names of environment variables"
                ),
            ),
            ("weight", models.SmallIntegerField(default=10)),
            ("rate_per_second", models.FloatField(default=100)),
            ("window", models.SmallIntegerField(default=50, help_text="requests in flight at once")),
            ("receipt_patience_seconds", models.IntegerField(default=21600)),
            ("is_on", models.BooleanField(default=True)),
            (
                "is_rehearsal",
                models.BooleanField(default=False, help_text="leads to our own simulator, to no phone"),
            ),
            ("last_fault", models.CharField(blank=True, db_default="", max_length=300)),
            ("last_fault_at", models.DateTimeField(null=True)),
            ("changed_at", models.DateTimeField()),
            ("changed_by", models.CharField(max_length=60)),
            ("change_reason", models.CharField(blank=True, max_length=200)),
        ],
    ),
    migrations.CreateModel(
        name="Receipt",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("route_code", models.CharField(max_length=40)),
            ("dedup_key", models.BinaryField(max_length=16, unique=True)),
            ("reference", models.UUIDField(null=True)),
            ("provider_id", models.CharField(blank=True, max_length=80)),
            ("state", models.CharField(max_length=11)),
            ("code", models.CharField(blank=True, max_length=60)),
            ("received_at", models.DateTimeField()),
            ("look_again_at", models.DateTimeField()),
            ("applied_at", models.DateTimeField(null=True)),
            ("message_id", models.BigIntegerField(null=True)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("applied_at", None)),
                    fields=["look_again_at"],
                    name="receipt_unapplied",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Submission",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("owner", models.UUIDField(help_text="the dispatcher that claimed it")),
            ("claimed_at", models.DateTimeField()),
            ("lease_until", models.DateTimeField()),
            ("message_count", models.IntegerField()),
            (
                "route",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="notices.route",
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Template",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("purpose", models.CharField(max_length=20)),
            ("language", models.CharField(max_length=2)),
            (
                "form",
                models.CharField(help_text="full: with the name; short: two variables", max_length=10),
            ),
            ("text", models.CharField(max_length=1000)),
            ("names", models.JSONField(help_text="our names of the gaps, in order")),
            ("third_variable_reason", models.CharField(blank=True, max_length=200)),
            ("dlt_entity_id", models.CharField(blank=True, db_default="", max_length=19)),
            ("dlt_template_id", models.CharField(blank=True, db_default="", max_length=19)),
            ("dlt_header", models.CharField(blank=True, db_default="", max_length=11)),
            ("approved_at", models.DateTimeField(null=True)),
            ("approved_by", models.CharField(blank=True, db_default="", max_length=60)),
            ("retired_at", models.DateTimeField(null=True)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("retired_at", None)),
                    fields=("purpose", "language", "form"),
                    name="one_text_a_form",
                )
            ],
        },
    ),
]
