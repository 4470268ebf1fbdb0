"""A real SMTP server on loopback that keeps what it received, and one that dies at the worst moment."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from houses import free_port


@dataclass
class Mailroom:
    """What a server received, byte for byte; `before_data` runs while a message arrives."""

    received: list[Envelope] = field(default_factory=list)
    before_data: Callable[[], None] = lambda: None
    unknown: set[str] = field(default_factory=set)  # addresses that this server does not have

    async def handle_RCPT(  # noqa: N802 — the library's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 — the library's name
        self.received.append(envelope)
        self.before_data()
        return "250 2.0.0 Ok"

    @property
    def contents(self) -> list[bytes]:
        """The messages as they came."""
        return [bytes(one.original_content or b"") for one in self.received]


def email_to(port: int) -> dict[str, Any]:
    """The settings of the channel."""
    return {"host": "127.0.0.1", "port": port, "tls": "none"}


@contextmanager
def mailroom() -> Iterator[tuple[Mailroom, dict[str, Any]]]:
    """Run a server for the length of a test."""
    room, port = Mailroom(), free_port()
    server = Controller(room, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield room, email_to(port)
    finally:
        server.stop()


class _DiesAfterData(socketserver.StreamRequestHandler):
    """Takes a whole message and hangs up without a word."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            verb = line.strip().upper()[:4]
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.server.taken += 1  # type: ignore[attr-defined]
                return
            self.wfile.write(b"250 ok\r\n")


@contextmanager
def dying_server() -> Iterator[tuple[Any, dict[str, Any]]]:
    """Run a server that takes messages and never answers for them; `taken` counts them."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _DiesAfterData) as server:
        server.daemon_threads = True
        server.taken = 0  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server, email_to(server.server_address[1])
        server.shutdown()
