import django.db.models.deletion
from django.db import migrations, models

from teeka.apps.accounts.row_security import RowSecurity


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="District",
            fields=[
                ("code", models.IntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("name_hi", models.CharField(blank=True, max_length=80)),
                ("lgd_code", models.IntegerField(null=True, unique=True)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("code", models.IntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, unique=True)),
                ("name_hi", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("code", models.IntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("name_hi", models.CharField(blank=True, max_length=80)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocks",
                        to="places.district",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Facility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("name_hi", models.CharField(blank=True, max_length=200)),
                ("type", models.CharField(blank=True, max_length=8)),
                ("district_code", models.IntegerField()),
                ("block_name", models.CharField(blank=True, max_length=80)),
                ("pin_code", models.CharField(blank=True, max_length=6)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                (
                    "coordinates_from",
                    models.CharField(
                        choices=[
                            ("file", "File"),
                            ("pin_code", "Pin Code"),
                            ("district", "District"),
                            ("nowhere", "Nowhere"),
                        ],
                        max_length=10,
                    ),
                ),
                ("incharge_name", models.CharField(blank=True, max_length=120)),
                ("incharge_mobile", models.CharField(blank=True, max_length=10)),
                ("expected_workers", models.IntegerField(null=True)),
                ("sms_name", models.CharField(max_length=30)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "block",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.block",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.facility",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FacilityAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("district_code", models.IntegerField()),
                ("text", models.CharField(max_length=300)),
                ("folded", models.CharField(max_length=300)),
                ("made_by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, max_length=60)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="places.facility",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PinCode",
            fields=[
                ("pin_code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pin_codes",
                        to="places.district",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="district",
            name="state",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="districts", to="places.state"
            ),
        ),
        migrations.CreateModel(
            name="DistrictSpelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folded", models.CharField(max_length=80)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spellings",
                        to="places.district",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("folded", "district"), name="district_spelling_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="facility",
            index=models.Index(fields=["district_code"], name="facility_district"),
        ),
        migrations.AddConstraint(
            model_name="facilityalias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("district_code", "text"),
                name="one_alias_a_text_and_district",
            ),
        ),
        RowSecurity("places_facility"),
        RowSecurity("places_facilityalias"),
    ]
