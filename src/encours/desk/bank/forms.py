"""What is asked about a bank line."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.acts.portions import Portion
from encours.core.matching.policy import MATCHERS, THRESHOLD_BPS, Policy
from encours.desk.fields import CentsField, PercentField
from encours.records.cash.proposals import Proposal
from encours.records.receivables.models import Receivable
from encours.words.matchers import MATCHERS as MATCHER_NAMES


class Apply(forms.Form):
    """So much to each item, so much of it given up, so much of each credit note; what is left is the customer's."""

    given_up = forms.ChoiceField(
        label=_("Ce qui est abandonné l’est comme"),
        required=False,
        choices=(
            ("difference", _("petite différence")),
            ("discount", _("escompte")),
            ("charge", _("frais de banque")),
        ),
    )
    remember_payer = forms.BooleanField(
        label=_("Reconnaître ce payeur la prochaine fois"),
        required=False,
        initial=True,
    )

    def __init__(self, *given: object, receivables: Iterable[Receivable] = (), **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type] # Django's own arguments
        self.receivables = list(receivables)
        for each in self.receivables:
            self.fields[field_of(each)] = _amount(_("Montant pour %(number)s") % {"number": each.number})
            if each.open_cents > 0:
                self.fields[lost_of(each)] = _amount(_("Abandonné sur %(number)s") % {"number": each.number})

    def allocations(self) -> list[Portion]:
        """What each item receives and gives up, and what each credit note gives."""
        told = self.cleaned_data
        kind = told["given_up"] or "difference"
        found = []
        for each in self.receivables:
            cents, lost = told[field_of(each)] or 0, told.get(lost_of(each)) or 0
            if cents or lost:
                note = each.open_cents < 0
                found.append(Portion(each, -cents if note else cents, kind if lost else "", lost))
        return found


def _amount(label: str) -> CentsField:
    return CentsField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": label}),
    )


def parts_of(proposal: Proposal) -> dict[str, object]:
    """A proposal as the form by hand begins with it, to be changed."""
    told: dict[str, object] = {}
    for row, cents in proposal.shares:
        if row.receivable is not None and cents:
            told[field_of(row.receivable)] = abs(cents)
        if row.receivable is not None and row.given_up_cents:
            told |= {lost_of(row.receivable): row.given_up_cents, "given_up": row.given_up}
    return told


class Rules(forms.Form):
    """What matching takes for granted, and which matchers apply by themselves."""

    difference_cents = CentsField(
        label=_("Écart accepté, au plus"),
        required=False,
        help_text=_(
            "Un payeur qui verse un peu moins solde quand même sa facture ; la différence est abandonnée."
        ),
    )
    difference_bps = PercentField(
        label=_("… et au plus cette part de la facture"),
        required=False,
        help_text=_("La plus petite des deux limites vaut."),
    )
    charge_cents = CentsField(
        label=_("Frais de banque acceptés, au plus"),
        required=False,
        help_text=_(
            "Seulement quand le libellé parle de frais ou que le virement vient de hors de la zone SEPA, et jamais "
            "plus d’un vingtième."
        ),
    )
    discount_grace_days = forms.IntegerField(
        label=_("Escompte : jours de grâce après son terme"),
        min_value=0,
        max_value=30,
        help_text=_("Un escompte pris après ce délai n’est pas accordé : la différence reste due."),
    )
    order = forms.ChoiceField(
        label=_("Argent d’un payeur connu qui ne cite rien"),
        widget=forms.RadioSelect,
        choices=(
            ("none", _("attend qu’une personne dise ce qu’il paie")),
            ("oldest", _("solde les factures les plus anciennes d’abord")),
            (
                "legal",
                _(
                    "suit la loi (Code civil, 1342-10) : ce qui est échu, puis ce que le débiteur a le plus intérêt à "
                    "payer (une mise en demeure est partie), puis le plus ancien, puis en proportion"
                ),
            ),
            (
                "legal_interest",
                _(
                    "suit la loi, intérêts et frais facturés d’abord (Code civil, 1343-1) : reconnus au libellé de "
                    "leur écriture"
                ),
            ),
        ),
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type] # Django's own arguments
        for code in MATCHERS:
            name = MATCHER_NAMES[code]
            self.fields[f"alone_{code}"] = forms.BooleanField(
                label=_("Affecter sans personne : %(rule)s") % {"rule": name},
                required=False,
                widget=forms.CheckboxInput(
                    attrs={"aria-label": _("Affecter sans personne : %(rule)s") % {"rule": name}}
                ),
            )
            self.fields[f"threshold_{code}"] = PercentField(
                label=_("Seuil de confiance : %(rule)s") % {"rule": name},
                widget=forms.TextInput(
                    attrs={
                        "inputmode": "decimal",
                        "autocomplete": "off",
                        "aria-label": _("Seuil de confiance : %(rule)s") % {"rule": name},
                    }
                ),
            )

    def policy(self) -> Policy:
        """What was said; only a threshold that differs from the usual is kept."""
        told = self.cleaned_data
        thresholds = {code: told[f"threshold_{code}"] for code in MATCHERS}
        return Policy(
            difference_cents=told["difference_cents"] or 0,
            difference_bps=told["difference_bps"] or 0,
            charge_cents=told["charge_cents"] or 0,
            discount_grace_days=told["discount_grace_days"],
            order=told["order"],
            proposed_only=frozenset(code for code in MATCHERS if not told[f"alone_{code}"]),
            thresholds={code: bps for code, bps in thresholds.items() if bps != THRESHOLD_BPS},
        )


def said_by(policy: Policy) -> dict[str, object]:
    """A policy as the form of the rules shows it."""
    return {
        "difference_cents": policy.difference_cents,
        "difference_bps": policy.difference_bps,
        "charge_cents": policy.charge_cents,
        "discount_grace_days": policy.discount_grace_days,
        "order": policy.order,
        **{f"alone_{code}": code not in policy.proposed_only for code in MATCHERS},
        **{f"threshold_{code}": policy.threshold_of(code) for code in MATCHERS},
    }


def field_of(receivable: Receivable) -> str:
    """The name of the field of an item."""
    return f"cents_{receivable.pk}"


def lost_of(receivable: Receivable) -> str:
    """The name of the field of what is given up of an item."""
    return f"lost_{receivable.pk}"


class Aside(forms.Form):
    """Why it is no customer's."""

    reason = forms.CharField(
        label=_("D’où vient cet argent ?"),
        max_length=200,
        help_text=_("Par exemple : virement interne, remboursement de TVA, apport."),
    )
    remember = forms.BooleanField(label=_("Écarter aussi les prochains de ce payeur"), required=False)


class Dismissing(forms.Form):
    """Why a return is nothing of ours."""

    reason = forms.CharField(
        label=_("Que reprend la banque ?"),
        max_length=200,
        help_text=_("Par exemple : un salaire renvoyé, un virement interne, une erreur de la banque."),
    )


class NotAwaited(forms.Form):
    """Why no credit of the bank is awaited for a payout."""

    reason = forms.CharField(
        label=_("Pourquoi n’est-il plus attendu ?"),
        max_length=200,
        help_text=_(
            "Par exemple : versé sur un compte qui n’est pas suivi ici, ou avant les relevés importés."
        ),
    )


class Undo(forms.Form):
    """Why it was wrong."""

    reason = forms.CharField(label=_("Motif"), max_length=200)
