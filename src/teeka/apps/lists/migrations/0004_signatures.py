import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import AppendOnly, RowSecurity

WEB_READS = "REVOKE INSERT ON lists_signingkey, lists_manifestissue FROM teeka_app"
WEB_WRITES = "GRANT INSERT ON lists_signingkey, lists_manifestissue TO teeka_app"


class Migration(migrations.Migration):
    dependencies = [
        ("allotment", "0010_hands_across_districts"),
        ("lists", "0003_letters_of_packs"),
    ]

    operations = [
        migrations.CreateModel(
            name="ManifestIssue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place", "counter", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=40)),
                ("counter", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_key", models.CharField(max_length=44, unique=True)),
                ("before", models.CharField(max_length=44, unique=True)),
                ("began_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("made_by", models.CharField(max_length=60)),
                ("signed_before", models.CharField(max_length=88)),
                ("signed_itself", models.CharField(max_length=88)),
            ],
        ),
        migrations.CreateModel(
            name="VersionSignature",
            fields=[
                (
                    "frozen_list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="signature",
                        serialize=False,
                        to="allotment.frozenlist",
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("signature", models.CharField(max_length=88)),
                ("signed_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lists.signingkey",
                    ),
                ),
            ],
        ),
        RowSecurity("lists_versionsignature", append_only=True),
        AppendOnly("lists_signingkey"),
        AppendOnly("lists_manifestissue"),
        migrations.RunSQL(WEB_READS, WEB_WRITES),
    ]
