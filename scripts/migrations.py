"""Writes the migrations of every room: `python scripts/migrations.py NAME`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    call_command("makemigrations", name=sys.argv[1] if len(sys.argv) > 1 else None)
