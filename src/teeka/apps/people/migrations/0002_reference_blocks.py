from django.db import migrations, models

from teeka.apps.accounts.row_security import AppendOnly

# People who came before took their references from a block with their upload's number.
TAKE_OVER = """
    INSERT INTO people_referenceblock (number, upload_id)
    SELECT max(upload_id), max(upload_id) FROM people_beneficiary HAVING max(upload_id) IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferenceBlock",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("upload_id", models.BigIntegerField()),
            ],
        ),
        AppendOnly("people_referenceblock"),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
