"""Files given to a reader: as they are kept, shown in the browser only where that is without risk."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_SHOWN_HERE = frozenset({"application/pdf", "image/png", "image/jpeg"})


def given(content: bytes, name: str, media_type: str, *, saved: bool = False) -> HttpResponse:
    """A file under its name; `saved`: never shown in the browser, whatever it says it is."""
    here = media_type in _SHOWN_HERE and not saved
    answer = HttpResponse(content, content_type=media_type if here else "application/octet-stream")
    plain = name.replace('"', "").replace("\\", "")
    how = content_disposition_header(not here, plain) or ("inline" if here else "attachment")
    answer.headers["Content-Disposition"] = how
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
