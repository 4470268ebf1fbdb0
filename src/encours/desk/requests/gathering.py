"""What is known of cases against what is wanted of them: a fixed number of queries, however many customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.requests.checklist import NEEDED
from encours.core.checklist import DOCUMENTS, FIELD, Gathered, gathered, wanted_of
from encours.core.completeness import CRITERIA
from encours.core.quality.customers import known as facts_known
from encours.desk.custom_fields.showing import fields_shown
from encours.desk.customers.present import Present
from encours.desk.customers.telling_file import document_kind
from encours.desk.visits import Visit
from encours.records.fields.models import FieldValue
from encours.records.frames import quality as sheets
from encours.records.frames.own_fields import segments_told
from encours.records.parties.models import Attachment, Customer
from encours.records.prepared import prepared
from encours.records.receivables.models import Receivable
from encours.records.requests.reading import latest_checklist, lists_of
from encours.records.sales.models import Prospect
from encours.words.languages import nearest
from encours.words.quality import fact_name

_OF_CODE = {declared.code: code for code, declared in NEEDED.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A case as pages show it: what lacks, by name, and the address that asks the customer for it in one click.

    `ask` is empty where nothing that lacks is the customer's to tell.
    """

    gathered: Gathered
    mandatory: list[str]
    wished: list[str]
    ask: str


class Names:
    """What each code of a list is called; a field of the creditor's own by its label, one not seen not at all."""

    def __init__(self, visit: Visit) -> None:
        language = nearest(get_language())
        self._fields = {one.code: one.label(language) for one in fields_shown(visit, "customer")}

    def __call__(self, code: str) -> str:
        """The name of one code."""
        if code.startswith(FIELD):
            return self._fields.get(code.removeprefix(FIELD), _("champ masqué"))
        special = {
            "siret": _("SIRET"),
            "service": _("code service (Chorus Pro)"),
            "engagement": _("numéro d’engagement sur chaque facture"),
        }
        return special.get(code) or (document_kind(code).lower() if code in DOCUMENTS else fact_name(code))


def told_of(visit: Visit, customers: Sequence[Customer]) -> dict[int, Told]:
    """How far each case is; prospects have none."""
    keys = [one.pk for one in customers]
    lists, names = lists_of(latest_checklist(visit.creditor.pk)), Names(visit)
    known, segments = _known(visit.creditor.pk, keys), _segments(visit.creditor.pk, keys)
    found = {}
    for one in customers:
        if one.pk in known:
            kinds = [one.regime, *([segments[one.pk]] if one.pk in segments else [])]
            found[one.pk] = _told(one.pk, gathered(wanted_of(lists, kinds), known[one.pk]), names)
    return found


def told_of_one(visit: Visit, customer: Customer, codes: frozenset[str], there: Present) -> Told | None:
    """The same of one customer of whose file these criteria are known already; `there` says what there is of it."""
    if Prospect in there:
        return told_of(visit, [customer]).get(customer.pk)
    key, asked = customer.pk, (customer.pk,)
    documents = {kind for _customer, kind in _documents(asked)} if Attachment in there else set()
    own = [code for _customer, code in _own_values(asked)] if FieldValue in there else []
    known = codes | documents | _of_fields(own) | (set() if _unordered(asked) else {"engagement"})
    segments = _segments(visit.creditor.pk, [key])
    kinds = [customer.regime, *([segments[key]] if key in segments else [])]
    lists = lists_of(latest_checklist(visit.creditor.pk))
    return _told(key, gathered(wanted_of(lists, kinds), known), Names(visit))


def _of_fields(own: Iterable[str]) -> set[str]:
    """The codes that values of these fields make known: the field's own, and that of the fact it stands for."""
    return {told for code in own for told in (f"{FIELD}{code}", _OF_CODE.get(code, ""))}


def _told(customer: int, far: Gathered, names: Names) -> Told:
    text = _("Merci de nous indiquer aussi : %(facts)s.") % {"facts": ", ".join(map(names, far.facts))}
    asked = [*(("kind", kind) for kind in far.documents or ("other",)), ("text", text if far.facts else "")]
    return Told(
        far,
        [names(code) for code in far.mandatory],
        [names(code) for code in far.wished],
        f"{reverse('ask_documents', args=[customer])}?{urlencode(asked)}"
        if far.documents or far.facts
        else "",
    )


def _segments(creditor_id: int, keys: Sequence[int]) -> dict[int, str]:
    found = segments_told(creditor_id, keys)
    return {} if found is None else dict(found.select("customer_id", "own_segment").rows())


def _known(creditor_id: int, keys: Sequence[int]) -> dict[int, set[str]]:
    """The codes known of each customer that is one."""
    rows = facts_known(sheets.customer_sheets(creditor_id, keys), sheets.contact_sheets(creditor_id, keys))
    known = {
        row["customer_id"]: {code for code in CRITERIA if row[code]} for row in rows.iter_rows(named=True)
    }
    more: dict[int, set[str]] = defaultdict(set)
    asked = tuple(keys)
    for customer, kind in _documents(asked):
        more[customer].add(kind)
    for customer, code in _own_values(asked):
        more[customer] |= _of_fields([code])
    unordered = set(_unordered(asked))
    return {
        key: codes | more[key] | (set() if key in unordered else {"engagement"})
        for key, codes in known.items()
    }


@prepared
def _documents(customers: tuple[int, ...]) -> QuerySet[Attachment, tuple[int, str]]:
    rows = Attachment.objects.filter(customer_id__in=customers, kind__in=DOCUMENTS, removed_at__isnull=True)
    return rows.values_list("customer_id", "kind").distinct().order_by()


@prepared
def _own_values(customers: tuple[int, ...]) -> QuerySet[FieldValue, tuple[int, str]]:
    values = FieldValue.objects.filter(customer_id__in=customers, receivable__isnull=True).exclude(text="")
    return values.values_list("customer_id", "field__code")


@prepared
def _unordered(customers: tuple[int, ...]) -> QuerySet[Receivable, int]:
    """Customers with an open invoice that names no order."""
    open_ones = Receivable.objects.filter(
        customer_id__in=customers, open_cents__gt=0, kind="invoice", gone_on__isnull=True, po_number=""
    )
    return open_ones.values_list("customer_id", flat=True).distinct().order_by()
