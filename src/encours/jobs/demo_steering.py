"""What the demo's other profiles did: portfolios, costs, a starting point, objectives, ideas, a figure of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from encours.acts.absence import set_absence
from encours.acts.access.change import change_access
from encours.acts.access.given import Access
from encours.acts.ask_colleague import ask_colleague
from encours.acts.define_indicator import Wording, define_indicator
from encours.acts.give_role import give_role
from encours.acts.improve import add_improvement
from encours.acts.organise import Given, make_portfolio, transfer
from encours.acts.prospects import open_prospect
from encours.acts.record_complaint import record_complaint
from encours.acts.record_cost import record_cost
from encours.acts.record_outcome import record_outcome
from encours.acts.requests.ask import Wanted as Asked
from encours.acts.requests.ask import ask_documents
from encours.acts.set_baseline import set_baseline
from encours.acts.set_objective import Wanted, follow_objectives, set_objective
from encours.jobs.opening import now
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.work.models import Portfolio
from encours.words.boards.figures import units

DESK = "http://127.0.0.1:8000"
PROFILES = (  # one of each that the desk gives a room to, beside the administrator and the collector
    ("nadia@brevaille.example", "Nadia Ferrand", "manager"),
    ("paul@brevaille.example", "Paul Estève", "cfo"),
    ("ines@brevaille.example", "Inès Garnier", "salesperson"),
    ("leo@brevaille.example", "Léo Martin", "auditor"),
    ("hugo@brevaille.example", "Hugo Delaunay", "legal"),
)
_PORTFOLIOS = {
    "Grands comptes": (
        "CNAVAL",
        "CPLAST",
        "CVERRE",
        "CCARV1",
        "CCARV2",
        "CCARV3",
        "CKLEBE",
        "CWAGON",
        "CALTER",
    ),
    "Collectivités": ("CYVETO", "CZHOPI"),
    "Export": ("CTHORN", "CHALLI"),
}
_REST = "Ateliers et négoce"
_BEFORE = timedelta(days=17)  # the starting point is taken before the first day that was replayed
_COSTS = (  # what, kind, cents, action that it is the price of, minutes that a person took for it
    ("Prix d’un courrier, port compris", "channel", 168, "letter", 12),
    ("Prix d’un e-mail", "channel", 1, "email", 6),
    ("Affectation d’une ligne de banque", "staff", 0, "match", 4),
)
_IDEAS = (  # title, what it is, value in a year, effort in tenths of a day, state, result
    ("Numéro de commande sur la facture", "Sans lui, trois clients paient en retard.", 900_000, 30, "under_way", None),
    ("Prélèvement pour les petits comptes", "Boulangerie, garage, jardins.", 250_000, 50, "idea", None),
    ("Relevé mensuel aux grands comptes", "Un seul envoi, toutes leurs factures.", 400_000, 10, "done", 310_000),
)  # fmt: skip


def steer(creditor: Creditor, *, today: date, days: Sequence[date], password: str) -> None:
    """Say all of it by acts, as the desk would; `days` are those that were replayed."""
    people = {role: _joined(creditor, email, name, role, password) for email, name, role in PROFILES}
    manager, sales = people["manager"], people["salesperson"]
    customers = {one.account: one for one in Customer.objects.of([creditor.pk])}
    _share_out(creditor, customers, manager=manager)
    _narrow(creditor, sales, on=today, author=manager.email)
    _count_costs(creditor, since=days[0], author=people["cfo"].email)
    _aim(creditor, days, owners=(manager, people["cfo"]))
    _improve(creditor, owner=manager)
    _talk(creditor, customers, on=today, manager=manager, sales=sales)
    _judge(customers, on=today, author=manager.email)


def _joined(creditor: Creditor, email: str, name: str, role: str, password: str) -> User:
    return give_role(creditor, email=email, name=name, role=role, password=password, author="demo", at=now())


def _share_out(creditor: Creditor, customers: dict[str, Customer], *, manager: User) -> None:
    """Every customer is in a portfolio; whoever nobody follows yet is followed by the collector."""
    author = manager.email
    shared = {name: set(accounts) for name, accounts in _PORTFOLIOS.items()}
    shared[_REST] = customers.keys() - set().union(*shared.values())
    for name, accounts in shared.items():
        portfolio = make_portfolio(creditor, name=name, author=author, at=now())
        keys = [customers[account].pk for account in sorted(accounts)]
        transfer(creditor, keys, Given(portfolio=portfolio), author=author, at=now())
    collector = Membership.objects.get(creditor=creditor, role="collector").user
    alone = Customer.objects.of([creditor.pk]).filter(assignment__owner__isnull=True)
    transfer(
        creditor,
        list(alone.order_by("pk").values_list("pk", flat=True)),
        Given(owner=collector),
        author=author,
        at=now(),
    )


def _narrow(creditor: Creditor, sales: User, *, on: date, author: str) -> None:
    """The salesperson sees the customers that she sells to."""
    hers = Portfolio.objects.get(creditor=creditor, name="Grands comptes")
    member = Membership.objects.get(creditor=creditor, user=sales)
    access = Access(role="salesperson", scope="portfolio", portfolios=(hers,))
    change_access(member, access=access, made_from=member.version, author=author, at=now(), on=on)


def _count_costs(creditor: Creditor, *, since: date, author: str) -> None:
    first = since.replace(day=1)
    for what, kind, cents, action, minutes in _COSTS:
        record_cost(
            creditor, what=what, kind=kind, amount_cents=cents, from_on=first, action=action, minutes=minutes,
            author=author, at=now(),
        )  # fmt: skip
    for what, kind, cents in (
        ("Recouvrement, part de deux salaires", "staff", 380_000),
        ("Serveur et sauvegardes", "storage", 9_600),
        ("Édition et envoi des factures", "invoicing", 74_000),
    ):
        record_cost(
            creditor, what=what, kind=kind, amount_cents=cents, from_on=first,
            to_on=first + timedelta(days=60), author=author, at=now(),
        )  # fmt: skip


def _aim(creditor: Creditor, days: Sequence[date], *, owners: tuple[User, User]) -> None:
    """A starting point, two objectives set that day, and what was read of them each week since."""
    first = days[0]
    manager, cfo = owners
    set_baseline(creditor, on=first - _BEFORE, author=cfo.email, at=now())
    until = first + timedelta(days=180)
    for measure, target, owner, why in (
        ("dso_count_back", 520, cfo, "Financer l’atelier de Saint-Aubin sans emprunt."),
        ("past_due_ratio", 2_000, manager, "Deux tiers de l’échu ont moins de trente jours."),
    ):
        set_objective(
            creditor,
            Wanted(measure, target, until, owner, 20, 600, why),
            on=first,
            author=owner.email,
            at=now(),
        )
    for day in days[5::5]:
        follow_objectives(creditor, on=day, author="rule:objectives@1", at=now())


def _improve(creditor: Creditor, *, owner: User) -> None:
    for title, text, cents, effort, state, result in _IDEAS:
        values = {
            "title": title, "text": text, "value_cents": cents, "effort_tenths": effort, "state": state,
            "owner": owner, "objective": None, "result_cents": result,
        }  # fmt: skip
        add_improvement(creditor, values, author=owner.email, at=now())
    told = Wording("Part contestée de l’échu", "disputed_cents / nullif(overdue_cents, 0)", "share", "lower")
    define_indicator(creditor, told, units=units(), author=owner.email, at=now())


def _talk(
    creditor: Creditor, customers: dict[str, Customer], *, on: date, manager: User, sales: User
) -> None:
    """What people said to each other: a question, documents asked for, a prospect, an absence to come."""
    author = manager.email
    naval = customers["CNAVAL"]
    ask_colleague(
        naval, person=sales, text="Le bon de livraison des paliers est-il signé ? Ils disent ne pas l’avoir.",
        due_on=on + timedelta(days=5), author=author, at=now(),
    )  # fmt: skip
    wanted = Asked(
        ("delivery",), "Le bon de livraison signé des paliers lisses.", on + timedelta(days=10), DESK
    )
    ask_documents(naval, wanted, on=on, author=author, at=now())
    open_prospect(
        creditor,
        {
            "name": "Ateliers Rouvray-Dessous SAS", "source": "Salon de l’usinage",
            "contact_name": "Lise Aubertin", "contact_email": "lise@ateliers-rouvray.example",
        },
        on=on, author=author, at=now(),
    )  # fmt: skip
    set_absence(
        creditor, person=Membership.objects.get(creditor=creditor, role="collector").user, substitute=manager,
        from_on=on + timedelta(days=30), until_on=on + timedelta(days=41), author=author, at=now(),
    )  # fmt: skip


def _judge(customers: dict[str, Customer], *, on: date, author: str) -> None:
    """What a customer complained of, what is feared lost, what a late payer paid on top."""
    gone, slow = customers["CXYLO"], customers["CSOUDU"]
    record_complaint(
        slow, kind="complaint", source="customer", on=on, text="Relancé alors que le chèque était posté.",
        author=author, at=now(),
    )  # fmt: skip
    record_outcome(
        gone, kind="depreciated", amount_cents=643_000, on=on, text="Sans adresse connue.", author=author, at=now()
    )  # fmt: skip
    record_outcome(slow, kind="indemnity", amount_cents=4_000, on=on, author=author, at=now())
