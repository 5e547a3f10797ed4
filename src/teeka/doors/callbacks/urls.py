"""What gateways may bring to us."""

from django.urls import path

from teeka.doors.callbacks.gateways import receipts, replies

urlpatterns = [
    path("receipts/<str:secret>/<slug:route_code>", receipts, name="receipts"),
    path("replies/<str:secret>/<slug:route_code>", replies, name="replies"),
]
