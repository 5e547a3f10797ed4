import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant default: no row is rewritten, and texts decided before show none."""

    dependencies = [("people", "0007_posting_resolved_against")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="probabilities",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.FloatField(),
                db_default="{}",
                default=list,
                help_text="of each of the candidates",
                size=None,
            ),
        ),
    ]
