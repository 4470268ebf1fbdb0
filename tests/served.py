"""The server of a test: granian serves the house on the port that is told, until it is told to end."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces

Granian(
    "encours.config.wsgi:application", port=int(sys.argv[1]), interface=Interfaces.WSGI, blocking_threads=2
).serve()
