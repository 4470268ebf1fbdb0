"""What somebody writes to be left in peace is seen; what our own message said, quoted below, is not."""

from __future__ import annotations

import pytest

from encours.formats.mail import asks_to_stop


@pytest.mark.parametrize(
    "words",
    [
        "Bonjour,\nMerci de ne plus nous envoyer de courriels.",
        "Nous ne souhaitons plus recevoir vos relances.",
        "STOP",
        "Veuillez cesser l’envoi de ces messages.",
        "Je m’oppose à tout nouvel envoi.",
        "Please stop emailing us.",
        "Do not contact me again by email.",
        "Désinscription svp",
    ],
)
def test_a_wish_for_no_more_messages_is_seen(words: str) -> None:
    assert asks_to_stop(words)


@pytest.mark.parametrize(
    "words",
    [
        "Bonjour,\nnous payons lundi.",
        "La livraison ne s’est pas arrêtée, où est la commande ?",
        "Nous payons lundi.\n\nLe 20 novembre 2026, Atelier Vauban a écrit :\n> Pour ne plus recevoir de courriels…",
        "Payé hier.\n> STOP\n> ne plus recevoir",
        "Nous ne devons plus rien : la facture est payée.",
    ],
)
def test_anything_else_and_what_is_quoted_are_not(words: str) -> None:
    assert not asks_to_stop(words)
