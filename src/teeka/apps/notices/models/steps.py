"""Steps of the steward that fail, while they do."""

from django.db import models


class StepFault(models.Model):
    """One step that failed when it was last done; the row goes when it is done well again."""

    step = models.CharField(max_length=80, unique=True)
    times = models.IntegerField(help_text="in a row")
    fault = models.CharField(max_length=80, help_text="the class of the error; never its words")
    failed_at = models.DateTimeField()
