from django.db import migrations, models

# The web may read which steps fail; only workers count.
WEB_READS = "REVOKE INSERT, UPDATE, DELETE ON notices_stepfault FROM teeka_app"


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0020_after_a_dose"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=80, unique=True)),
                ("times", models.IntegerField(help_text="in a row")),
                (
                    "fault",
                    models.CharField(help_text="the class of the error; never its words", max_length=80),
                ),
                ("failed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(WEB_READS, "GRANT INSERT, UPDATE, DELETE ON notices_stepfault TO teeka_app"),
    ]
