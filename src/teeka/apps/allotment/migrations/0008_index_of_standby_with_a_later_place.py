from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("allotment", "0007_standby_with_a_later_place")]

    operations = [
        AddIndexConcurrently(
            "appointment",
            models.Index(
                fields=["standby_session"],
                condition=Q(cancelled_at=None) & ~Q(standby_session=None),
                name="standby_with_a_later_place",
            ),
        )
    ]
