"""Plans what frozen lists still owe and makes it due: the last step before the gateways."""

import json
import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    os.environ.setdefault("TEEKA_ROLE", "worker")
    django.setup()
    from teeka.apps.notices.services.owing import plan_missing  # noqa: PLC0415  (Django first)
    from teeka.apps.notices.services.sending import make_due  # noqa: PLC0415
    from teeka.shared import clock  # noqa: PLC0415

    now = clock.now()
    planned = plan_missing(now=now).planned
    queued = make_due(now=now, at_any_hour=True)
    print(json.dumps({"planned": planned, "queued": queued}))


if __name__ == "__main__":
    main()
