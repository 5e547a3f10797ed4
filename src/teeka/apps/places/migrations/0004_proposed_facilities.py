from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns with constant defaults: no row is rewritten, and an import that names neither goes on."""

    dependencies = [("places", "0003_index_of_facilities_listed_more_than_once")]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="proposed_by",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="who proposed it from a posting's text; empty: a registry names it",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="facility",
            name="proposed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
