"""Refusals and failures as pages in plain sentences, whatever layer refused."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


def in_plain_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put a page of ours in place of a bare refusal; other answers pass unchanged."""
    told = _told(response.status_code)
    of_a_page = response.headers.get("Content-Type", "").startswith("text/html")
    if told is None or settings.DEBUG or not of_a_page:
        return response
    from encours.desk.shell import render  # the middleware is loaded before the models are

    title, sentence = told
    refusal = getattr(request, "refusal", "") if response.status_code == 403 else ""  # noqa: PLR2004 — HTTP
    page = render(
        request,
        "entrance/refused.html",
        {"title": title, "sentence": refusal or sentence},
        status=response.status_code,
    )
    if "Allow" in response.headers:
        page.headers["Allow"] = response.headers["Allow"]
    return page


def _told(status: int) -> tuple[str, str] | None:
    return {
        400: (
            _("Cette demande n’a pas été comprise"),
            _("Rien n’a été enregistré. Revenez à la page précédente, rechargez-la, puis recommencez."),
        ),
        403: (
            _("Cette action vous est refusée"),
            _(
                "Votre session a peut-être changé depuis l’ouverture de la page : revenez en arrière, "
                "rechargez, puis recommencez. Rien n’a été enregistré."
            ),
        ),
        404: (
            _("Cette page n’existe pas"),
            _("L’adresse est fausse, ou ce qu’elle montre appartient à un créancier que vous ne suivez pas."),
        ),
        405: (
            _("Cette adresse ne s’ouvre pas ainsi"),
            _("Revenez à la page d’où vous venez et utilisez ses boutons."),
        ),
        413: (
            _("Cet envoi est trop volumineux"),
            _("Rien n’a été enregistré. Envoyez un fichier plus petit, ou utilisez la ligne de commande."),
        ),
        500: (
            _("Une erreur de notre fait"),
            _(
                "La demande n’a pas abouti et rien n’a été enregistré. Réessayez ; si l’erreur revient, "
                "donnez l’heure à la personne qui administre Encours."
            ),
        ),
    }.get(status)
