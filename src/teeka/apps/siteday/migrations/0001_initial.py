import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0011_email"),
        ("planning", "0004_seats_agreed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(help_text="upper case, without spaces", max_length=40)),
                ("expires_on", models.DateField(help_text="null: nobody has said", null=True)),
                (
                    "vaccine",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.vaccine",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("came_as", models.CharField(help_text="a CameAs of rules/site_day", max_length=8)),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "identity_seen",
                    models.SmallIntegerField(help_text="1 to 13 as in rules/photo_ids", null=True),
                ),
                (
                    "not_given_for",
                    models.CharField(
                        blank=True, db_default="", help_text="a NotGiven of rules/site_day", max_length=20
                    ),
                ),
                (
                    "form_number",
                    models.CharField(
                        help_text="of the printed form, where one was used", max_length=30, null=True
                    ),
                ),
                ("recorded_by", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                (
                    "beneficiary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.beneficiary"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="planning.session",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField(help_text="the session's")),
                ("dose", models.SmallIntegerField()),
                ("given_at", models.DateTimeField(help_text="null: nobody wrote the hour down", null=True)),
                ("recorded_by", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("undo_reason", models.CharField(blank=True, db_default="", max_length=200)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="doses", to="siteday.batch"
                    ),
                ),
                (
                    "beneficiary",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.beneficiary",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.campaign",
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doses",
                        to="siteday.checkin",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(fields=("vaccine", "number"), name="batch_once"),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(fields=("session", "beneficiary"), name="nobody_comes_twice"),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(fields=("form_number",), name="form_used_once"),
        ),
        migrations.AddIndex(
            model_name="dose",
            index=models.Index(fields=["recorded_at"], name="dose_recorded"),
        ),
        migrations.AddConstraint(
            model_name="dose",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("beneficiary", "campaign", "dose"),
                name="dose_given_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="dose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undo_reason", ""), ("undone_at", None)),
                    models.Q(models.Q(("undo_reason", ""), _negated=True), ("undone_at__isnull", False)),
                    _connector="OR",
                ),
                name="dose_undone_with_a_reason",
            ),
        ),
        RowSecurity("siteday_checkin"),
        RowSecurity("siteday_dose"),
    ]
