"""`encours seal`: gives committed leaves their places and signs the tree's new root."""

from __future__ import annotations

import click

from encours.jobs import opening


@click.command("seal")
@opening.creditor_option
@opening.json_option
def command(named: str | None, as_json: bool) -> None:
    """Seal the history: positions, tree, signed root. Reads leaves; writes roots.

    Without --creditor, every creditor's history is sealed.
    """
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.records.history.sealing import seal

    at = opening.now()
    facts, lines = [], []
    for creditor in opening.the_creditors(named):
        root = seal(creditor.pk, at=at, home=opening.home())
        facts.append(
            {
                "creditor": creditor.pk,
                "name": creditor.name,
                "size": root.size if root else None,
                "root": root.digest if root else None,
                "key": root.key_id if root else None,
            }
        )
        if root is None:
            lines.append(_("%(name)s : rien de nouveau à sceller.") % {"name": creditor.name})
        else:
            said = {"name": creditor.name, "size": root.size, "root": root.digest, "key": root.key_id}
            lines.append(_("%(name)s : %(size)s feuilles scellées, racine %(root)s, clé %(key)s.") % said)
    opening.answer({"sealed_at": at.isoformat(), "creditors": facts}, lines, as_json=as_json)
