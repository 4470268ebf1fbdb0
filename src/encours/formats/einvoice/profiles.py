"""The profile that a document claims, named as people name it."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (  # the first that the claimed identifier contains
    ("order-x.eu:1p0:extended", "Order-X EXTENDED"),
    ("order-x.eu:1p0:comfort", "Order-X COMFORT"),
    ("order-x.eu:1p0:basic", "Order-X BASIC"),
    ("factur-x.eu:1p0:extended", "Factur-X EXTENDED"),
    ("extended-ctc-fr", "EXTENDED-CTC-FR"),
    ("xrechnung", "XRechnung"),
    ("peppol.eu:2017:poacc:billing", "Peppol BIS 3"),
    ("factur-x.eu:1p0:minimum", "Factur-X MINIMUM"),
    ("zugferd.de:2p0:minimum", "ZUGFeRD 2 MINIMUM"),
    ("factur-x.eu:1p0:basicwl", "Factur-X BASIC WL"),
    ("zugferd.de:2p0:basicwl", "ZUGFeRD 2 BASIC WL"),
    ("factur-x.eu:1p0:basic", "Factur-X BASIC"),
    ("zugferd.de:2p0:extended", "ZUGFeRD 2 EXTENDED"),
    ("zugferd.de:2p0:basic", "ZUGFeRD 2 BASIC"),
    ("ferd:crossindustrydocument:invoice:1p0:basic", "ZUGFeRD 1 BASIC"),
    ("ferd:crossindustrydocument:invoice:1p0:comfort", "ZUGFeRD 1 COMFORT"),
    ("ferd:crossindustrydocument:invoice:1p0:extended", "ZUGFeRD 1 EXTENDED"),
    ("ferd:invoice:1.0:basic", "ZUGFeRD 1 BASIC"),
    ("ferd:invoice:1.0:comfort", "ZUGFeRD 1 COMFORT"),
    ("ferd:invoice:1.0:extended", "ZUGFeRD 1 EXTENDED"),
    ("cen.eu:en16931:2017", "EN 16931"),
)
_LONGEST = 200


def profile_name(claimed: str) -> str:
    """The name of a claimed profile; itself when it is none of those known."""
    low = claimed.lower()
    return next((name for part, name in _NAMES if part in low), claimed[:_LONGEST])
