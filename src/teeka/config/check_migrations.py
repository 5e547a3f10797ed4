"""`python -m teeka.config.check_migrations`: fails when a model has changed without its migration."""

import os

import django
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teeka.config.settings")
    django.setup()
    call_command("makemigrations", "--check", "--dry-run", "--verbosity", "1")


if __name__ == "__main__":
    main()
