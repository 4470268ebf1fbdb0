"""What the law has a letter reproduce word for word."""

from __future__ import annotations

from typing import Final

# Code des procédures civiles d'exécution, L111-8, second and third paragraphs, as loi n° 2014-344 left them (in force
# since 19 March 2014; three publications of the text say the same): R124-4, 5° has the first letter of an amicable
# collection for others reproduce them.
_SECOND: Final = (
    "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du créancier, sauf s'ils"
    " concernent un acte dont l'accomplissement est prescrit par la loi au créancier. Toute stipulation contraire est"
    " réputée non écrite, sauf disposition législative contraire."
)
_THIRD: Final = (
    "Cependant, le créancier qui justifie du caractère nécessaire des démarches entreprises pour recouvrer sa créance"
    " peut demander au juge de l'exécution de laisser tout ou partie des frais ainsi exposés à la charge du débiteur"
    " de mauvaise foi."
)
COLLECTION_COSTS: Final = (_SECOND, _THIRD)
