import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0004_seats_agreed"),
        ("siteday", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="checkin",
            name="form_number",
            field=models.CharField(
                help_text="of the printed form, where one was used", max_length=60, null=True
            ),
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("absent", models.IntegerField(help_text="of the newest list, who did not come")),
                ("closed_by", models.CharField(max_length=60)),
                ("closed_at", models.DateTimeField()),
                ("reopened_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("reopened_at", models.DateTimeField(null=True)),
                ("reopen_reason", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)),
                        fields=("session",),
                        name="session_closed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reopen_reason", ""), ("reopened_at", None)),
                            models.Q(
                                models.Q(("reopen_reason", ""), _negated=True), ("reopened_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="session_reopened_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("number", models.CharField(help_text="as printed, of rules/form_numbers", max_length=60)),
                ("kind", models.CharField(help_text="a FormKind of rules/form_numbers", max_length=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("issued", "Issued"), ("void", "Void"), ("blank", "Blank")],
                        db_default="issued",
                        default="issued",
                        max_length=6,
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, db_default="", help_text="why it is void", max_length=200),
                ),
                ("said_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("said_at", models.DateTimeField(null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="form_issued_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "void"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "void"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="form_void_with_a_reason",
                    ),
                ],
            },
        ),
        RowSecurity("siteday_form"),
        RowSecurity("siteday_closing"),
    ]
