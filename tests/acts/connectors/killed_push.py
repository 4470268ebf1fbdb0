"""Tells a connector what waits to be told, and dies around the first writing: `python killed_push.py before|after`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from encours.acts.connect.configure import opened
from encours.acts.connect.push import push_intentions
from encours.records.connectors.models import Connector


def main(when: str) -> None:
    connector = Connector.objects.get()
    remote = opened(connector, home=Path(os.environ["ENCOURS_HOME"]))
    push = remote.push

    def dying(facts: Any) -> None:
        if when == "after":
            push(facts)
        os.kill(os.getpid(), signal.SIGKILL)

    remote.push = dying  # type: ignore[method-assign, assignment]
    push_intentions(connector, remote, clock=lambda: datetime(2026, 11, 18, 9, 0, tzinfo=UTC))


if __name__ == "__main__":
    main(sys.argv[1])
