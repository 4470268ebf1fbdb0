"""The daily digest in words: what changed since yesterday in what a colleague follows, and the proof's last root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.words import amounts, days
from encours.words.languages import speaking
from encours.words.masking import masked
from encours.words.signals import signal


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told: sums by currency, names of a few, counts, and the last signed root."""

    creditor: str
    on: date
    paid: Sequence[tuple[str, int, int]] = ()  # currency, payments, cents
    disputes: Sequence[str] = ()
    returned: Sequence[str] = ()
    questions: Sequence[str] = ()
    notices: Sequence[str] = ()
    documents: Sequence[str] = ()  # customers in whose files some came
    signals: Sequence[tuple[str, str]] = ()  # customer, code of the signal
    uncertain: int = 0
    root: tuple[int, str, date] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (
            self.paid
            or self.disputes
            or self.returned
            or self.questions
            or self.notices
            or self.documents
            or self.signals
            or self.uncertain
        )


def written(told: Digest, language: str) -> tuple[str, str]:
    """The subject and the text of the e-mail, in the reader's language."""
    with speaking(language):
        day = days.day_long(told.on, language)
        subject = _("%(creditor)s : ce qui a changé au %(day)s") % {"creditor": told.creditor, "day": day}
        return subject, "\n".join(_lines(told, language))


def _lines(told: Digest, language: str) -> list[str]:
    lines = [_("Depuis hier, dans ce que vous suivez :"), ""]
    for currency, count, cents in told.paid:
        said = ngettext("%(n)s paiement reçu, %(sum)s", "%(n)s paiements reçus, %(sum)s", count)
        lines.append("- " + said % {"n": count, "sum": amounts.money(cents, currency, language)})
    if told.uncertain:
        said = ngettext(
            "%(n)s envoi incertain à éclaircir", "%(n)s envois incertains à éclaircir", told.uncertain
        )
        lines.append("- " + said % {"n": told.uncertain})
    for title, rows in (
        (_("Litiges ouverts"), told.disputes),
        (_("Paiements rejetés"), told.returned),
        (_("Signaux donnés au commerce"), [f"{name} : {signal(code)}" for name, code in told.signals]),
        (_("Questions qui attendent votre réponse"), told.questions),
        (_("Notifications non lues"), told.notices),
        (_("Documents arrivés, à ouvrir depuis vos notifications"), told.documents),
    ):
        if rows:
            lines += ["", title, *(f"- {masked(row)}" for row in rows)]
    if told.root:
        size, digest, sealed_on = told.root
        root = _("Preuve : dernière racine signée le %(day)s, %(size)s feuilles, empreinte %(digest)s.") % {
            "day": days.day_long(sealed_on, language),
            "size": size,
            "digest": digest,
        }
        lines += ["", root]
    return lines
