"""Publishing who must agree before a message leaves: rules in order, the first that takes a message says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from encours.acts.noticing import day_of, members
from encours.acts.versions import next_number, write_version
from encours.core.approvals import ApprovalRule, checked, rules_to_json
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.policies.approvals import ApprovalPolicy, approval_rules, latest_approvals

_LONGEST_REASON = 300


def publish_approvals(
    creditor: Creditor,
    rules: Sequence[ApprovalRule],
    *,
    reason: str,
    made_from: int | None,
    author: str,
    at: datetime,
) -> ApprovalPolicy:
    """Publish these rules in place of those before: the gate follows them at once, the list of the day at its next run.

    Raises
        StaleFormError: others were published since the form was made.
        RuleError: a rule that could not be applied, a reason that is missing, or the same rules again.
    """
    checked(rules)
    said = " ".join(reason.split())
    if not said or len(said) > _LONGEST_REASON:
        raise RuleError(
            "reason_wrong", f"Dire pourquoi les règles changent, en {_LONGEST_REASON} signes au plus."
        )
    with recording(creditor, "publish_approvals", author=author, cause="desk", at=at) as record:
        latest = latest_approvals(record.creditor.pk)
        number = next_number(latest, made_from, "La liste des règles d’accord")
        if approval_rules(record.creditor.pk) == tuple(rules):
            raise RuleError("approvals_same", "Rien ne change : ces règles sont déjà celles en cours.")
        known = {one.user_id for one in members(record.creditor.pk, on=day_of(record))}
        for rule in rules:
            if set(rule.people) - known:
                raise RuleError(
                    "approvals_wrong",
                    f"Règle « {rule.label_fr} ». Une personne nommée ne travaille plus pour ce créancier.",
                )
        made = write_version(
            record, ApprovalPolicy, number, by=author, content=canonical(rules_to_json(rules, said))
        )
        # What is being written reads the creditor's settings again before it is handed over.
        Creditor.objects.filter(pk=record.creditor.pk).update(version=F("version") + 1)
        record.tell(number=made.number, rules=[one.code for one in rules], reason=said)
    return made
