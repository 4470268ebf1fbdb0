"""French is set as it is read: what belongs together stays on one line."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext

from encours.words.languages import speaking
from encours.words.refusals import sentence
from encours.words.typography import french

HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Motif : retard ; urgent ? oui !", "Motif_: retard_; urgent_? oui_!"),
        ("Ligne « %(what)s » : 5 %", "Ligne «_%(what)s_»_: 5_%"),
        ("%(n)s %% du chemin", "%(n)s_%% du chemin"),
        ("l'échéance d'aujourd'hui", "l’échéance d’aujourd’hui"),
        ("écrire IN ('FR', 'BE')", "écrire IN ('FR', 'BE')"),
        ("à %(day)s %(hour)s", "à %(day)s %(hour)s"),
        ("voir https://exemple.fr/?a=b et 12:30", "voir https://exemple.fr/?a=b et 12:30"),
        ("Export n° %(number)s", "Export n°_%(number)s"),
        (" : ", "_: "),
    ],
)
def test_signs_keep_to_their_words_and_what_is_no_sentence_is_left(written: str, read: str) -> None:
    assert french(written) == read.replace("_", HARD)
    assert french(french(written)) == french(written)


def test_what_a_floor_below_refuses_is_set_too_and_values_are_left_as_they_were_typed() -> None:
    assert sentence("Ligne 12, champ Amt : « 1'O,00 » n’est pas un montant.", "fr") == (
        f"Ligne 12, champ Amt{HARD}: «{HARD}1'O,00{HARD}» n’est pas un montant."
    )


def test_a_sentence_of_the_catalogue_is_read_as_it_is_set() -> None:
    with speaking("fr"):
        assert gettext("  %(reason)s : %(count)s") == f"  %(reason)s{HARD}: %(count)s"
    with speaking("en"):
        assert gettext(" : ") == ": "
