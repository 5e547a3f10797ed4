import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns that no row needs to be rewritten for; nothing is joined before the next import."""

    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="facility",
            name="one_with",
            field=models.ForeignKey(
                db_index=False,
                help_text="the row that stands for the facility where this one lists it again",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="also_listed",
                to="places.facility",
            ),
        ),
        migrations.AddField(
            model_name="facility",
            name="one_with_evidence",
            field=models.JSONField(db_default=[], default=list, help_text="[[sign, [texts]]]"),
        ),
        migrations.AddField(
            model_name="facility",
            name="one_with_by",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "who said that it is, or is not, one with another: teeka, or a person whose word stays"
                ),
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="facility",
            name="one_with_at",
            field=models.DateTimeField(null=True),
        ),
        AddConstraintNotValid(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(("one_with", models.F("id")), _negated=True),
                name="no_facility_listed_for_itself",
            ),
        ),
    ]
