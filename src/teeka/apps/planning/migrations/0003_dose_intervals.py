from django.db import migrations, models
from django.db.models import F, Q

# What India's vaccination programme ordered in 2021: 28 to 42 days at first; Covishield 42 to 56 from
# 23 March, 84 to 112 from 13 May.
SEED = """
    INSERT INTO planning_doseinterval
        (vaccine_before, vaccine, dose, least_days, most_days, from_on, until_on, made_by, made_at)
    SELECT code, code, 2, least, most, starts::date, ends::date, 'teeka', now()
    FROM (VALUES ('covishield', 28, 42, '2021-01-16', '2021-03-22'),
                 ('covishield', 42, 56, '2021-03-23', '2021-05-12'),
                 ('covishield', 84, 112, '2021-05-13', NULL),
                 ('covaxin', 28, 42, '2021-01-16', NULL)) india (code, least, most, starts, ends)
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_no_show")]

    operations = [
        migrations.CreateModel(
            "DoseInterval",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vaccine_before", models.CharField(max_length=20)),
                ("vaccine", models.CharField(max_length=20)),
                ("dose", models.SmallIntegerField(help_text="the later of the two")),
                ("least_days", models.SmallIntegerField()),
                ("most_days", models.SmallIntegerField()),
                ("from_on", models.DateField()),
                (
                    "until_on",
                    models.DateField(help_text="null: until another rule takes its place", null=True),
                ),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["vaccine_before", "vaccine", "dose", "from_on"], name="interval_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=Q(least_days__gte=1, most_days__gte=F("least_days")),
                        name="interval_in_order",
                    ),
                    models.CheckConstraint(
                        condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                        name="interval_ends_after_start",
                    ),
                ]
            },
        ),
        migrations.RunSQL(SEED, migrations.RunSQL.noop),
    ]
