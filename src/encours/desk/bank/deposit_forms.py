"""What is asked about a slip."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField, day_field
from encours.desk.plain import in_words
from encours.formats.deposit_slips import Slip, read_slip

_MOST_BYTES = 1_000_000
_SHOWN = 5


class KeyDeposit(forms.Form):
    """A slip: what it is made of, its number and day, what is kept of it, and its lines typed or in a file."""

    kind = forms.ChoiceField(
        label=_("Remise de"),
        choices=(
            ("cheque", _("chèques")),
            ("card", _("paiements par carte")),
            ("bill", _("effets (LCR, BOR)")),
        ),
    )
    number = forms.CharField(label=_("Numéro du bordereau"), max_length=60)
    deposited_on = day_field(label=_("Jour de la remise"))
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Devise"), max_length=3)
    fee_cents = CentsField(
        label=_("Frais retenus"),
        required=False,
        help_text=_("Ce que la banque ou l’acquéreur garde : l’encaissement est le total moins ces frais."),
    )
    lines = forms.CharField(
        label=_("Lignes"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Une par ligne : numéro ; client ou compte ; montant ; factures payées, si elles sont connues."
        ),
    )
    file = forms.FileField(label=_("… ou un fichier CSV de ces colonnes"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.slip = Slip()

    def clean(self) -> dict[str, Any]:
        """Read the lines; each that is not understood is said."""
        told: dict[str, Any] = super().clean() or {}
        self.slip = read_slip(f"{told.get('lines') or ''}\n{self._of_file()}")
        for refusal in self.slip.refusals[:_SHOWN]:
            self.add_error(
                "lines",
                _("Ligne %(line)s : %(remedy)s") % {"line": refusal.line, "remedy": in_words(refusal.remedy)},
            )
        if not self.slip.lines and not self.errors:
            self.add_error("lines", _("Indiquer au moins une ligne."))
        return told

    def _of_file(self) -> str:
        sent = self.cleaned_data.get("file")
        if sent is None:
            return ""
        if sent.size > _MOST_BYTES:
            self.add_error("file", _("Ce fichier dépasse un mégaoctet : partager le bordereau."))
            return ""
        content: bytes = sent.read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")
