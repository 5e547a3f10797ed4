from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0011_kinds_of_a_campaign"),
    ]

    operations = [
        migrations.AddField(
            model_name="template",
            name="approved_until",
            field=models.DateField(help_text="the approval's last day; null: it has none", null=True),
        ),
    ]
