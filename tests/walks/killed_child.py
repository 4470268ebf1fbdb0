"""Does one piece of work and dies where it is told: at the n-th pass of a point, as a power cut would.

    python killed_child.py import|watch|run|stop|send      ENCOURS_TEST_KILL="before commit:2" (or nothing)

Prints how often each point was passed. The points are the commits and the effects outside the database.
"""

from __future__ import annotations

import json
import os
import signal
import smtplib
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

passed: Counter[str] = Counter()
wanted = os.environ.get("ENCOURS_TEST_KILL", "")


def reach(point: str) -> None:
    passed[point] += 1
    if wanted == f"{point}:{passed[point]}":
        os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, name: str, what: str) -> None:
    """Die before or after a function."""
    inner: Callable[..., Any] = getattr(owner, name)

    def outer(*facts: Any, **more: Any) -> Any:
        reach(f"before {what}")
        answer = inner(*facts, **more)
        reach(f"after {what}")
        return answer

    setattr(owner, name, outer)


def lay_traps() -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from encours.channels import outbox
    from encours.records.documents import keeping
    from encours.records.intake.folders import Folder

    around(BaseDatabaseWrapper, "_commit", "commit")
    around(keeping, "_write", "kept file")
    around(Folder, "put_away", "file put away")
    around(outbox, "keep", "letter")
    around(outbox, "_put_in_place", "letter in place")
    around(outbox, "_move", "letter moved aside")
    send = smtplib.SMTP.send

    def watched(self: smtplib.SMTP, content: Any) -> None:
        whole = isinstance(content, bytes) and content.endswith(b"\r\n.\r\n")
        if whole:
            reach("before e-mail")
        send(self, content)
        if whole:
            self.getreply_of_test = self.getreply()  # type: ignore[attr-defined]
            reach("after e-mail")

    def answered(self: smtplib.SMTP) -> Any:
        told = self.__dict__.pop("getreply_of_test", None)
        return told if told is not None else reply(self)

    reply = smtplib.SMTP.getreply
    smtplib.SMTP.send = watched  # type: ignore[method-assign, assignment]
    smtplib.SMTP.getreply = answered  # type: ignore[method-assign]


def watch(desk: Any) -> None:
    """Take in what lies in the one folder that is watched."""
    from encours.acts.intake.arriving import TAKING, Taking
    from encours.acts.intake.folder import take_in_folder
    from encours.records.intake.folders import open_folder
    from encours.records.intake.models import Place

    place = Place.objects.get()
    with open_folder(Path(place.path)) as folder:
        taking = Taking(TAKING, desk.now, desk.today, desk.home)
        list(
            take_in_folder(desk.creditor, place, folder, folder.lying(), taking, words=lambda _rows: "refusé")
        )


def main(work: str, now: datetime, settings: dict[str, Any]) -> None:
    import django

    django.setup()
    from collecting import Desk
    from encours.acts.apply_cash import apply_cash
    from encours.acts.import_file import import_file
    from encours.acts.stop_paid import stop_paid
    from encours.records.parties.models import Creditor

    lay_traps()
    home = Path(os.environ["ENCOURS_HOME"])
    desk = Desk(Creditor.objects.get(), home, settings)
    desk.now = now
    if work == "import":
        for path in sorted((home / "incoming").iterdir()):
            told = {"author": "cli", "at": now, "on": desk.today, "home": home}
            import_file(desk.creditor, path.read_bytes(), path.name, **told)
    elif work == "watch":
        watch(desk)
    elif work == "stop":
        apply_cash(desk.creditor, author="rule:cash@1", at=now)
        stop_paid(desk.creditor.pk, author="rule:stop@1", clock=lambda: now, outbox=home / "outbox")
    elif work == "run":
        apply_cash(desk.creditor, author="rule:cash@1", at=now)
        desk.run()
    else:
        desk.send()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "encours.config.settings"
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), json.loads(sys.argv[3]))
    sys.stdout.write(json.dumps(passed))
