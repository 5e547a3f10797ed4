"""What providers reported."""

from django.db import models
from django.db.models import Index, Q


class Receipt(models.Model):
    """What a provider reported, as it came; a worker applies it. Who sees the message then sees it too."""

    route_code = models.CharField(max_length=40)
    dedup_key = models.BinaryField(max_length=16, unique=True)
    reference = models.UUIDField(null=True)
    provider_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=11)
    code = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField()
    look_again_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    message_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            Index(fields=["look_again_at"], condition=Q(applied_at=None), name="receipt_unapplied"),
            Index(fields=["message_id"], condition=~Q(message_id=None), name="receipt_message"),
        ]
