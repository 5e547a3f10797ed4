import django.contrib.postgres.fields
from django.db import migrations, models

# Of no use to a page, and of every district: the web's role does not see it.
FOR_THE_WORKER = "REVOKE ALL ON people_comparedregistration FROM teeka_app"


class Migration(migrations.Migration):
    dependencies = [("people", "0005_settle_a_group_across_districts")]

    operations = [
        migrations.AddField(
            model_name="duplicatelink",
            name="bits",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.FloatField(),
                db_default="{}",
                default=list,
                help_text="what each of the reasons weighs",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="ComparedRegistration",
            fields=[
                ("beneficiary_id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "fingerprint",
                    models.BigIntegerField(
                        help_text="of all that the rule weighs, and of the rule's parameters"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FOR_THE_WORKER, migrations.RunSQL.noop),
    ]
