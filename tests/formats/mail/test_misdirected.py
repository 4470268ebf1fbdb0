"""Who says that somebody else is to be written to is heard; what our own message said, quoted below, is not."""

from __future__ import annotations

import pytest

from encours.formats.mail import says_misdirected


@pytest.mark.parametrize(
    "words",
    [
        "Bonjour,\nJe ne suis pas la bonne personne, voyez avec la comptabilité.",
        "Vous n’avez pas le bon interlocuteur.",
        "Je ne suis plus en charge de ce dossier.",
        "Nous ne sommes pas concernés par cette facture.",
        "Mme Roche ne fait plus partie de l’entreprise.",
        "M. Petit n’est plus en poste.",
        "Mme Roche a quitté l’entreprise.",
        "Wrong department, please write to accounts@example.com.",
        "You have not the right person.",
        "Mr. Small no longer works here.",
        "She has left the company.",
    ],
)
def test_that_another_person_is_to_be_written_to_is_heard(words: str) -> None:
    assert says_misdirected(words)


@pytest.mark.parametrize(
    "words",
    [
        "Bonjour,\nnous payons lundi.",
        "La bonne facture est la FA102.",
        "Nous ne payons plus par chèque.",
        "Le camion a quitté votre dépôt hier, rien n’est arrivé.",
        "Payé.\n> Si vous n’êtes pas la bonne personne, dites-le nous.",
        "Nous payons lundi.\n\nLe 20 novembre 2026, Atelier Vauban a écrit :\nmauvais destinataire ?",
    ],
)
def test_anything_else_and_what_is_quoted_are_not(words: str) -> None:
    assert not says_misdirected(words)
