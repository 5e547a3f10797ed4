"""What gateways may post to us."""

from django.urls import path

from teeka.doors.callbacks.receipts import receipts

urlpatterns = [path("receipts/<str:secret>/<slug:route_code>", receipts, name="receipts")]
