"""A trial of the desk with people who see it for the first time: ten tasks of a day, timed, then ten statements.

The tasks are those of the demo company; the statements are the System Usability Scale (Brooke, 1996).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked, what shows that it is done, and the seconds that a first try should take at most."""

    asked: str
    done: str
    seconds: int


def tasks() -> list[Task]:
    """The ten tasks, in the order of a morning."""
    return [*_told(), *_done()]


def _told() -> list[Task]:
    """What is read of a case, and what is said of it."""
    return [
        Task(
            _("Dites combien doit le Chantier Naval de Port-Evran, et combien est échu."),
            _("Les deux montants sont lus à voix haute, sans calcul."),
            30,
        ),
        Task(
            _(
                "Dites pourquoi la facture échue d’Équipements Ruraux Fontgrand n’est pas relancée aujourd’hui."
            ),
            _("La raison est lue sur la page de la facture."),
            60,
        ),
        Task(
            _(
                "Au téléphone, Transports Saint-Évroult annonce un paiement : notez-le, à rappeler sous cinq jours."
            ),
            _("L’appel est au fil du client, avec sa date de rappel."),
            60,
        ),
        Task(
            _("Suspendez les relances de Kléberg Levage pendant dix jours, avec un motif."),
            _("La fiche porte la suspension et sa fin."),
            45,
        ),
        Task(
            _("Plasturgie Oyonval conteste 500 € d’une facture échue : ouvrez le litige."),
            _("La part contestée est en litige, le reste suit son cours."),
            60,
        ),
    ]


def _done() -> list[Task]:
    """What is moved, applied, asked, added and taken out."""
    return [
        Task(
            _("Lisez la plus forte relance du jour, puis déplacez-la au jour ouvré suivant."),
            _("Le message est lu en entier et porte sa nouvelle date."),
            60,
        ),
        Task(
            _(
                "Un virement de Soudure Industrielle Marvejoux attend : affectez-le à ses factures échues, la plus"
                " ancienne d’abord."
            ),
            _("La ligne de banque est affectée, la plus ancienne facture soldée."),
            60,
        ),
        Task(
            _("Demandez à Inès Garnier si le Chantier Naval est bien livré."),
            _("La question est sur la liste d’Inès Garnier."),
            45,
        ),
        Task(
            _("Le Garage Montaubry n’a pas d’adresse : ajoutez sa comptabilité, compta@garage.example."),
            _("Le contact est sur la fiche, avec son rôle."),
            60,
        ),
        Task(
            _("Sortez en PDF le relevé de compte d’Ateliers Alterive à ce jour."),
            _("Le fichier est ouvert ; son total est celui de la fiche."),
            45,
        ),
    ]


def statements() -> list[str]:
    """The ten statements, told from 1 (not at all) to 5 (wholly); odd ones speak well of the desk."""
    return [
        _("Je pense que j’aimerais me servir souvent de ce logiciel."),
        _("J’ai trouvé ce logiciel inutilement complexe."),
        _("J’ai trouvé ce logiciel facile à utiliser."),
        _("Je pense que j’aurais besoin de l’aide d’un technicien pour m’en servir."),
        _("J’ai trouvé que les fonctions de ce logiciel vont bien ensemble."),
        _("J’ai trouvé trop d’incohérences dans ce logiciel."),
        _("J’imagine que la plupart des gens apprendraient très vite à s’en servir."),
        _("J’ai trouvé ce logiciel très lourd à utiliser."),
        _("Je me suis senti en confiance en m’en servant."),
        _("J’ai dû apprendre beaucoup de choses avant de pouvoir m’en servir."),
    ]
