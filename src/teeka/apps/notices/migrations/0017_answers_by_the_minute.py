import django.db.models.deletion
from django.db import migrations, models

# How routes do is no secret; only workers count.
WEB_READS = "REVOKE INSERT, UPDATE, DELETE ON notices_routeminute FROM teeka_app"


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0016_alarm_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="route",
            name="slow_seconds",
            field=models.FloatField(
                db_default=10.0,
                default=10.0,
                help_text="an answer that takes longer costs weight: rules/messages/routing.py",
            ),
        ),
        migrations.CreateModel(
            name="RouteMinute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("texts", models.IntegerField()),
                ("errors", models.IntegerField()),
                ("slow", models.IntegerField(help_text="answered late, or throttled")),
                (
                    "route",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.route",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("route", "minute"), name="one_count_a_minute")
                ],
            },
        ),
        migrations.RunSQL(WEB_READS, "GRANT INSERT, UPDATE, DELETE ON notices_routeminute TO teeka_app"),
    ]
