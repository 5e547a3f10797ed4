"""What opens without a login: a link's secret is its key."""

from django.urls import path

from teeka.doors.portal.packs import pack, pack_file, pack_seen

urlpatterns = [
    path("<str:secret>/", pack, name="pack"),
    path("<str:secret>/seen/", pack_seen, name="pack_seen"),
    path("<str:secret>/file/", pack_file, name="pack_file"),
]
