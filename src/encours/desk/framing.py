"""What may be shown in a frame of ours, and what it may load: its own style, nothing else."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

_ALONE: dict[str, Any] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],  # an e-mail brings its own style
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'none'"],
    "sandbox": True,
    **dict.fromkeys(("script-src", "font-src", "connect-src", "frame-src", "object-src")),
}
# The browser's own reader shows a letter, which a sandbox would stop.
_SHEET: dict[str, Any] = {**_ALONE, "sandbox": None, "object-src": ["'self'"]}


def page_alone(request: HttpRequest, html: str, *, status: int = 200) -> HttpResponse:
    """An e-mail in a frame: no script, nothing fetched, no form sent."""
    return _framed(request, HttpResponse(html, status=status), _ALONE)


def sheet_alone(request: HttpRequest, pdf: bytes, name: str) -> HttpResponse:
    """A letter in a frame."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return _framed(request, HttpResponse(pdf, content_type="application/pdf", headers=headers), _SHEET)


def _framed(request: HttpRequest, response: HttpResponse, policy: dict[str, Any]) -> HttpResponse:
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return cast("HttpResponse", csp_replace(policy)(lambda _: response)(request))
