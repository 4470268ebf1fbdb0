"""The first tour: a few steps, each on a real page and beside what it tells of; the address says which step."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from encours.desk.deciding import home
from encours.desk.navigation import found_by
from encours.desk.visits import Visit
from encours.words.pages import Tour

INVITED_ON = "dashboard"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the address of its page and the selector of what it shows there."""

    code: str
    address: str
    target: str


_STEPS = (
    Step("figures", "dashboard", "main .card"),
    Step("work", "work_list", "main .card"),
    Step("proposals", "proposals", "main .card"),
    Step("search", "customers", "[role=search]"),
    Step("unpaid", "unpaid", "main .card"),
    Step("age", "unpaid", ".data-age"),
    Step("help", "unpaid", "[data-help] > summary"),
)


def steps(visit: Visit) -> tuple[Step, ...]:
    """The steps of this person's tour: only pages that it finds in its navigation."""
    found = {each.name for each in found_by(visit)}
    return tuple(step for step in _STEPS if step.address in found)


def step_url(told: tuple[Step, ...], number: int) -> str:
    """The page of a step; empty before the first and after the last."""
    if not 1 <= number <= len(told):
        return ""
    return f"{reverse(told[number - 1].address)}?tour={number}"


def shown(visit: Visit, address: str, asked: str) -> Tour | None:
    """The step that the query asks for, where it is of this page."""
    if not asked.isdecimal() or len(asked) > 1:
        return None
    told, number = steps(visit), int(asked)
    if not 1 <= number <= len(told) or told[number - 1].address != address:
        return None
    step = told[number - 1]
    title, text = step_words(step.code)
    return Tour(
        number=number,
        count=len(told),
        end_url=reverse("end_tour"),
        title=title,
        text=text,
        target=step.target,
        previous_url=step_url(told, number - 1),
        next_url=step_url(told, number + 1),
    )


def invitation(visit: Visit, address: str) -> Tour | None:
    """The offer of a tour on demo data, on the first page, until made or declined; the help has it everywhere."""
    if address != INVITED_ON or visit.person.toured_at is not None or not on_demo_data():
        return None
    told = steps(visit)
    return Tour(number=0, count=len(told), end_url=reverse("end_tour"), next_url=step_url(told, 1))


def on_demo_data() -> bool:
    """Whether this installation is the demo: it has a home of its own, of that name."""
    return home().name == "demo"


def step_words(code: str) -> tuple[str, str]:
    """A step's title and text in the reader's language."""
    return {
        "figures": (
            _("Où vous en êtes"),
            _("Ce qu’on vous doit, ce qui est échu, et en combien de jours vos clients paient."),
        ),
        "work": (
            _("Ce qui attend une personne"),
            _("De haut en bas : chaque carte porte le verbe qui met fin à l’attente."),
        ),
        "proposals": (
            _("Les relances du jour"),
            _(
                "Une par client, avec sa raison. Vous lisez, approuvez, déplacez ou retirez ; puis vous envoyez."
            ),
        ),
        "search": (
            _("Tout se retrouve d’ici"),
            _("Un nom, un compte, un numéro de facture. La touche / y mène de partout."),
        ),
        "unpaid": (
            _("Les impayés"),
            _("Chaque facture échue, son retard, sa prochaine étape, et pourquoi."),
        ),
        "age": (
            _("L’âge des données"),
            _("Jusqu’où vont la banque et la comptabilité. Orange : importez avant de relancer."),
        ),
        "help": (
            _("L’aide de chaque page"),
            _(
                "À quoi sert la page, par quoi commencer, les touches. La touche ? l’ouvre ; la visite s’y refait."
            ),
        ),
    }[code]
