"""The accounts and journals of the entries: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.entries.choosing import let_export
from encours.core.entries.policy import EntryPolicy, never_seen
from encours.desk.acting import made_from, ruled, rules_shown
from encours.desk.entries.forms import Accounts, said_by
from encours.desk.shell import render
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
    return ruled(
        form,
        lambda: let_export(
            visit.creditor, form.policy(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
        lambda status: _page(request, visit, form, status=status),
        back="entry_rules",
        done=_("Comptes publiés : le prochain export les suit."),
    )


def _page(request: DeskRequest, visit: Visit, form: Accounts, *, status: int = 200) -> HttpResponse:
    latest = latest_entry_policy(visit.creditor.pk)
    seen = journals_seen(visit.creditor.pk)
    context = rules_shown(request, form, latest) | {
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
