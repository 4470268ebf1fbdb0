"""The accounts and journals of the entries: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.entries.choosing import let_export
from encours.core.entries.policy import EntryPolicy, never_seen
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.entries.forms import Accounts, said_by
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.entries.reading import latest_entry_policy, policy_of
from encours.records.frames.entries import accounts_seen, has_providers, journals_seen


@visiting()
def entry_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the policy in force."""
    return _page(request, visit, Accounts(initial=said_by(policy_of(latest_entry_policy(visit.creditor.pk)))))


@visiting(right="policy", methods=("POST",))
def change_entry_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Publish another."""
    form = Accounts(request.POST)
    if not form.is_valid():
        return _page(request, visit, form, status=REFUSED)
    status = performed(
        form,
        lambda: let_export(
            visit.creditor, form.policy(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )
    if status is not None:
        return _page(request, visit, form, status=status)
    return said(redirect("entry_rules"), _("Comptes publiés : le prochain export les suit."))


def _page(request: DeskRequest, visit: Visit, form: Accounts, *, status: int = 200) -> HttpResponse:
    latest = latest_entry_policy(visit.creditor.pk)
    seen = journals_seen(visit.creditor.pk)
    context = {
        "form": form,
        "version": made_from(request) if request.method == "POST" else (latest.number if latest else 0),
        "latest": latest,
        "journals": seen,
        "strange": _strange(policy_of(latest), seen),
        "unknown": never_seen(
            policy_of(latest),
            accounts_seen(visit.creditor.pk),
            providers=has_providers(visit.creditor.pk),
        ),
    }
    return render(request, "entries/rules.html", context, status=status)


def _strange(policy: EntryPolicy, seen: list[str]) -> list[str]:
    """The bank journals chosen that no ledger taken in has; nothing where none was."""
    chosen = {policy.bank_journal, *(journal for _account, journal in policy.banks.values())}
    return sorted(chosen - set(seen)) if seen else []
