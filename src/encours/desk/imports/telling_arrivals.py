"""Files that came by themselves, in words: what became of them, and the proof of where they came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.records.intake.models import Arrival
from encours.words.days import day
from encours.words.languages import nearest

_HOUR = 60


def arrival_state(code: str) -> tuple[str, str]:
    """What became of a file, and its tone."""
    return {
        "taken": (_("importé"), "ok"),
        "aside": (_("mis de côté : un autre vend"), "quiet"),
        "again": (_("déjà connu : rien n’a changé"), "quiet"),
        "asked": (_("attend une personne"), "watch"),
        "queued": (_("en cours de lecture"), "info"),
        "refused": (_("refusé"), "late"),
        "proposed": (_("à décider"), "watch"),
        "declined": (_("écarté par une personne"), "quiet"),
    }.get(code, (code, "quiet"))


def arrival_views() -> list[tuple[str, str]]:
    """The lists of what came."""
    return [("all", _("Tout")), ("refused", _("Refusés")), ("waiting", _("En attente"))]


def age(at: datetime | None, now: datetime) -> str:
    """How long ago a place was looked at."""
    if at is None:
        return _("jamais encore")
    minutes = max(now - at, timedelta()) // timedelta(minutes=1)
    if minutes < 1:
        return _("à l’instant")
    if minutes < _HOUR:
        return ngettext("il y a %(n)s minute", "il y a %(n)s minutes", minutes) % {"n": minutes}
    if minutes < 24 * _HOUR:
        hours = minutes // _HOUR
        return ngettext("il y a %(n)s heure", "il y a %(n)s heures", hours) % {"n": hours}
    days = minutes // (24 * _HOUR)
    return ngettext("il y a %(n)s jour", "il y a %(n)s jours", days) % {"n": days}


def proof_of(row: Arrival) -> list[tuple[str, str, str]]:
    """The proof as it was sealed: label, value, and the class of fields that the value is of."""
    told = json.loads(row.proof)
    seen = _instant(told.get("seen_at", ""))
    common = [
        (_("Vu le"), seen, ""),
        (_("Taille"), ngettext("%(n)s octet", "%(n)s octets", row.size) % {"n": row.size}, ""),
        (_("Empreinte SHA-256"), row.sha256, ""),
    ]
    if "message_id" not in told:
        changed = int(told.get("changed_ns", 0)) // 10**9
        written = datetime.fromtimestamp(changed, tz=UTC).isoformat() if changed else ""
        return [
            (_("Dossier"), told.get("folder", ""), ""),
            (_("Nom"), told.get("name", ""), ""),
            (_("Écrit le"), _instant(written), ""),
            (_("Numéro sur le disque (inode)"), str(told.get("inode", "")), ""),
            *common,
        ]
    judged = told.get("authentication") or {}
    verdicts = ", ".join(f"{name} {judged[name]}" for name in ("spf", "dkim", "dmarc") if judged.get(name))
    return [
        (_("Boîte"), told.get("mailbox", ""), "personal"),
        (_("Expéditeur"), told.get("sender", ""), "personal"),
        (_("Message-ID"), told.get("message_id", ""), ""),
        (_("Envoyé le"), _instant(told.get("sent_at", "")), ""),
        (_("Authentification"), verdicts or _("votre serveur n’en dit rien"), ""),
        (_("Jugée par"), judged.get("server") or "–", ""),
        *common,
    ]


def _instant(words: str) -> str:
    """An instant as a day and an hour, in the zone that it bears."""
    if not words:
        return "–"
    at = datetime.fromisoformat(words)
    return f"{day(at.date(), nearest(get_language()))} {at:%H:%M:%S %Z}"
