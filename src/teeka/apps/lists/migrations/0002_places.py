from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lists", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("settings", models.JSONField()),
                ("is_on", models.BooleanField(default=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("set_by", models.CharField(max_length=60)),
                ("set_at", models.DateTimeField()),
                ("fault", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("fault_said", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("failing_since", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(db_default=0, default=0, help_text="failures in a row")),
                ("not_before", models.DateTimeField(help_text="it is left alone until then", null=True)),
                (
                    "worked_at",
                    models.DateTimeField(help_text="when it last did what it was asked", null=True),
                ),
                (
                    "damaged_at",
                    models.DateTimeField(help_text="when a copy was last found changed or gone", null=True),
                ),
                ("damaged_count", models.IntegerField(db_default=0, default=0)),
            ],
        ),
    ]
