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
class Awaited:
    """Messages that one person may decide of in one name: its own, or (`in_name_of`) that of whom it stands in for.

    `sums` are cents by currency, what they ask for; `since_on` the day from which the oldest could have left.
    """

    in_name_of: str
    count: int
    sums: Sequence[tuple[str, int]]
    since_on: date


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
    awaited: Sequence[Awaited] = ()
    exceptions: Sequence[str] = ()  # customers for whom one is asked, that the reader decides of
    reviews: Sequence[str] = ()  # customers whose risk is to be assessed again
    uncertain: int = 0
    root: tuple[int, str, date] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing changed, and nothing waits."""
        return not (self.changed or self.awaited or self.exceptions or self.reviews)

    @property
    def changed(self) -> bool:
        """Whether anything changed in what one follows."""
        return bool(
            self.paid
            or self.disputes
            or self.returned
            or self.questions
            or self.notices
            or self.documents
            or self.signals
            or self.uncertain
        )


def written(told: Digest, language: str, *, approvals_at: str = "") -> tuple[str, str]:
    """The subject and the text of the e-mail, in the reader's language; `approvals_at`: where one agrees."""
    with speaking(language):
        day = days.day_long(told.on, language)
        subject = _("%(creditor)s : ce qui a changé au %(day)s") % {"creditor": told.creditor, "day": day}
        return subject, "\n".join(_lines(told, language, approvals_at))


def _lines(told: Digest, language: str, approvals_at: str) -> list[str]:
    lines = _to_agree(told, language, approvals_at)
    if told.changed:
        lines += [_("Depuis hier, dans ce que vous suivez :"), ""]
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
        (_("Signaux donnés au commerce"), [f"{name}{_(' : ')}{signal(code)}" for name, code in told.signals]),
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


def _to_agree(told: Digest, language: str, approvals_at: str) -> list[str]:
    """What waits for the reader's agreement, in its own name and in that of whom it stands in for."""
    exceptions = _("Exceptions à la phase amiable qui attendent votre décision")
    lines = [*_reminders(told.awaited, language), *_listed(exceptions, told.exceptions)]
    if lines and approvals_at:
        lines.append(_("Les lire et décider : %(address)s") % {"address": approvals_at})
    lines += _listed(_("Évaluations du risque à revoir"), told.reviews)
    return [*lines, ""] if lines else []


def _listed(title: str, customers: Sequence[str]) -> list[str]:
    return [title, *(f"- {masked(name)}" for name in customers)] if customers else []


def _reminders(awaited: Sequence[Awaited], language: str) -> list[str]:
    lines = [_("Relances qui attendent votre accord")] if awaited else []
    for one in awaited:
        facts = {
            "n": one.count,
            "sum": " + ".join(amounts.money(cents, currency, language) for currency, cents in one.sums),
            "day": days.day_long(one.since_on, language),
            "name": masked(one.in_name_of),
        }
        said = (
            ngettext(
                "%(n)s relance, %(sum)s, au nom de %(name)s, depuis le %(day)s",
                "%(n)s relances, %(sum)s, au nom de %(name)s, la plus ancienne depuis le %(day)s",
                one.count,
            )
            if one.in_name_of
            else ngettext(
                "%(n)s relance, %(sum)s, depuis le %(day)s",
                "%(n)s relances, %(sum)s, la plus ancienne depuis le %(day)s",
                one.count,
            )
        )
        lines.append("- " + said % facts)
    return lines
