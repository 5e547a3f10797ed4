import django.db.models.deletion
from django.db import migrations, models

# The web may read what is approved where; only the command line records it.
WEB_READS = "REVOKE INSERT, UPDATE, DELETE ON notices_textapproval FROM teeka_app"


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0022_no_pack_no_launch"),
    ]

    operations = [
        migrations.AlterField(
            model_name="template",
            name="approved_at",
            field=models.DateTimeField(help_text="on every route; null: perhaps on some", null=True),
        ),
        migrations.CreateModel(
            name="TextApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("approved_at", models.DateTimeField()),
                ("approved_by", models.CharField(max_length=60)),
                (
                    "over_at",
                    models.DateTimeField(
                        help_text="the midnight in India after its last day; null: it has none", null=True
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.route",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.template",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "route"), name="one_approval_a_text_and_route"
                    )
                ],
            },
        ),
        migrations.RunSQL(WEB_READS, "GRANT INSERT, UPDATE, DELETE ON notices_textapproval TO teeka_app"),
    ]
