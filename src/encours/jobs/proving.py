"""`encours verify`: reads the whole history back and says what is not as it was sealed, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from encours.jobs import opening

if TYPE_CHECKING:
    from encours.records.history.verifying import Report
    from encours.records.parties.models import Creditor

_FIGURES = ("leaves", "unsealed", "erased", "roots", "facts", "unproved", "files")


@click.command("verify")
@opening.creditor_option
@opening.json_option
def command(named: str | None, as_json: bool) -> None:
    """Verify the history: leaves, roots, signatures, facts, files. Writes nothing.

    Without --creditor, every creditor's history is verified. Exit code 0 when all holds, 1 on any finding.
    """
    opening.open_house()
    from encours.records.history.keys import key_id, public_hex, signing_key
    from encours.records.history.verifying import verify

    home = opening.home()
    reports = [(creditor, verify(creditor.pk, home=home)) for creditor in opening.the_creditors(named)]
    key = signing_key(home)
    findings = [finding for creditor, report in reports for finding in _findings(creditor, report)]
    facts = {
        "clean": not findings,
        "key": key_id(key),
        "public_key": public_hex(key),
        **{name: sum(getattr(report, name) for _, report in reports) for name in _FIGURES},
        "findings": findings,
        "creditors": [_told(creditor, report) for creditor, report in reports],
    }
    lines = [line for creditor, report in reports for line in _lines(creditor, report)]
    lines.append(_key_line(facts))
    opening.answer(facts, lines, as_json=as_json)
    opening.leave(refused=bool(findings))


def _key_line(facts: dict[str, Any]) -> str:
    from django.utils.translation import gettext as _

    return _("Clé publique %(key)s : %(public_key)s") % facts


def _told(creditor: Creditor, report: Report) -> dict[str, Any]:
    figures = {name: getattr(report, name) for name in _FIGURES}
    return {
        "id": creditor.pk,
        "siren": creditor.siren,
        "name": creditor.name,
        **figures,
        "findings": len(report.findings),
    }


def _findings(creditor: Creditor, report: Report) -> list[dict[str, Any]]:
    from encours.jobs.finding_sentences import of_history

    return [
        {
            "creditor": creditor.pk,
            "code": finding.code,
            "where": finding.where,
            "sentence": of_history(finding.code, finding.where),
        }
        for finding in report.findings
    ]


def _lines(creditor: Creditor, report: Report) -> list[str]:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from encours.jobs.finding_sentences import of_history

    said = {"name": creditor.name} | {name: getattr(report, name) for name in _FIGURES}
    lines = [
        _(
            "%(name)s : %(leaves)s feuilles (%(unsealed)s à sceller, %(erased)s effacées), "
            "%(roots)s racines, %(facts)s faits et %(files)s fichiers relus."
        )
        % said
    ]
    if report.unproved:
        unproved = ngettext(
            "%(count)s fait écrit avant que son genre ne soit scellé : rien ne le prouve ni ne l’accuse.",
            "%(count)s faits écrits avant que leur genre ne soit scellé : rien ne les prouve ni ne les accuse.",
            report.unproved,
        )
        lines.append("  " + unproved % {"count": report.unproved})
    if not report.findings:
        return [*lines, "  " + _("Rien n'a été changé, retiré ni ajouté.")]
    count = len(report.findings)
    found = ngettext("%(count)s constat :", "%(count)s constats :", count) % {"count": count}
    return [
        *lines,
        "  " + found,
        *(f"  - {of_history(finding.code, finding.where)}" for finding in report.findings),
    ]
