"""Tasks about e-mail: a server on loopback that says yes to everything, and a sending through the one gate."""

from __future__ import annotations

import socketserver
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime
from datetime import time as hour
from pathlib import Path
from typing import Any

from encours.jobs.opening import home, open_house

AUTHOR = "rule:bench@1"
_ANSWERS = {
    "EHLO": b"250-bench\r\n250-PIPELINING\r\n250 8BITMIME",
    "HELO": b"250 bench",
    "DATA": b"354 go on",
    "QUIT": b"221 bye",
}
_TICK_SECONDS = 0.1


class _Conversation(socketserver.StreamRequestHandler):
    """One client: every command is right, every message is taken and counted."""

    disable_nagle_algorithm = True  # as mail servers, which send their answers together
    taken: Counter[str] = Counter()

    def handle(self) -> None:
        self.wfile.write(b"220 bench\r\n")
        for line in self.rfile:
            verb = line[:4].decode("ascii", "replace").upper()
            self.wfile.write(_ANSWERS.get(verb, b"250 OK") + b"\r\n")
            if verb == "DATA":
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.taken["messages"] += 1
                self.wfile.write(b"250 taken\r\n")
            elif verb == "QUIT":
                return


def serve_mail(port: int, until: str) -> dict[str, Any]:
    """Answer on that port until the file `until` appears; how many messages came."""
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), _Conversation) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        while not Path(until).exists():
            time.sleep(_TICK_SECONDS)
        server.shutdown()
    return {"messages": _Conversation.taken["messages"]}


def send_emails(on: str, port: int) -> dict[str, Any]:
    """Send what a day proposed, every safeguard on, at half past ten in Paris."""
    return sent(date.fromisoformat(on), {"email": {"host": "127.0.0.1", "port": port}, "letter": {}})


def sent(on: date, settings: dict[str, Any]) -> dict[str, Any]:
    """Send through the one gate, and time it; what each message became."""
    open_house()
    from encours.acts.confirm import accept_freshness
    from encours.acts.send import send
    from encours.records.parties.models import Creditor
    from encours.records.people.models import User

    creditor = Creditor.objects.get()
    at = datetime.combine(on, hour(9, 30), UTC)
    accept_freshness(creditor, on=on, by=User.objects.get(), at=at)
    begun = time.perf_counter()
    counts = send(
        creditor.pk, worker="bench", on=on, clock=lambda: at, settings=settings, home=home(), author=AUTHOR
    )
    return {"seconds": time.perf_counter() - begun, "counts": counts}
