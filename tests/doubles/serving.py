"""A small HTTP server on a free port of the loopback, for doubles of other people's systems."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


class Refused(Exception):  # noqa: N818 — it is an answer
    """An answer other than 200."""

    def __init__(self, status: int, content: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.content, self.headers = status, content, headers or {}


class Double(ABC):
    """Answers with `answer(method, path, query, content, headers)`; `asked` is what it was asked.

    `sent` is the last content that came.

    `trouble` is called before each answer with its number, and may raise Refused, or return "cut" (the answer is
    cut in its middle) or "lost" (it is done, and nothing is answered).
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.sent = b""
        self.trouble: Callable[[int], str | None] = lambda _number: None
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def _any(self) -> None:
                double._serve(self)

            do_GET = do_POST = do_PUT = _any  # noqa: N815 — the names of http.server

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @abstractmethod
    def answer(self, method: str, path: str, query: dict[str, str], content: Any, headers: Any) -> Any:
        """What is answered; raises Refused for anything but 200."""

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        sent = handler.rfile.read(length)
        with self._lock:
            self.asked.append((handler.command, parts.path))
            self.sent = sent
            wrong = None
            try:
                wrong = self.trouble(len(self.asked))
                content = json.loads(sent) if sent else None
                told = self.answer(
                    handler.command, parts.path, dict(parse_qsl(parts.query)), content, handler.headers
                )
                status, headers = 200, {}
            except Refused as refusal:
                status, told, headers = refusal.status, refusal.content, refusal.headers
        if wrong == "lost":
            handler.close_connection = True
            handler.connection.close()
            return
        body = b"" if told is None else json.dumps(told).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if wrong == "cut" else body)
        if wrong == "cut":
            handler.close_connection = True
