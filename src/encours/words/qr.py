"""A QR code drawn on a page, as one inline SVG element."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """The code of a text, black on white whatever the page's colours: applications read nothing else well."""
    made = segno.make_qr(text, error="m")
    return Markup(made.svg_inline(border=2, scale=5, dark="#000", light="#fff", omitsize=False))  # noqa: S704 — drawn by us
