"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from encours.jobs.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "encours.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 — every page is loaded now, not by whoever asks first
settle()
