"""The columns of files of companies, in the words of *recherche-entreprises*, which `core.companies` reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

# What is looked for, and the columns that may say it, the surest first; letters and figures alone count.
_OF_UNIT: Final = {
    "nom_raison_sociale": (
        "denominationunitelegale", "nomraisonsociale", "denominationusuelle1unitelegale",
        "denominationusuelleetablissement", "enseigne1etablissement",
    ),
    "nom_complet": ("nomcomplet",),
    "first_name": ("prenomusuelunitelegale", "prenom1unitelegale"),
    "last_name": ("nomusageunitelegale", "nomunitelegale"),
    "etat_administratif": ("etatadministratifunitelegale", "etatadministratif", "etatadministratifetablissement"),
    "activite_principale": ("activiteprincipaleunitelegale", "activiteprincipale", "activiteprincipaleetablissement"),
    "section_activite_principale": ("sectionactiviteprincipale",),
    "tranche_effectif_salarie": (
        "trancheeffectifsunitelegale", "trancheeffectifsalarie", "trancheeffectifsetablissement",
    ),
    "date_fermeture": ("datefermeture",),
    "since": ("datedebut",),
}  # fmt: skip
_OF_SEAT: Final = {
    "numero_voie": ("numerovoieetablissement", "siegenumerovoie", "numerovoie"),
    "indice_repetition": ("indicerepetitionetablissement", "siegeindicerepetition", "indicerepetition"),
    "type_voie": ("typevoieetablissement", "siegetypevoie", "typevoie"),
    "libelle_voie": ("libellevoieetablissement", "siegelibellevoie", "libellevoie"),
    "code_postal": ("codepostaletablissement", "siegecodepostal", "codepostal"),
    "libelle_commune": ("libellecommuneetablissement", "siegelibellecommune", "libellecommune"),
}
_SEAT: Final = ("etablissementsiege", "estsiege")
_NEEDED: Final = ("etat_administratif", "activite_principale")
_GONE: Final = ("C", "F")


class Layout:
    """Which columns of a file say what."""

    def __init__(self, columns: Collection[str]) -> None:
        found = {"".join(filter(str.isalnum, name.casefold())): name for name in columns}
        self.siren = found.get("siren", "")
        self.seat = next((found[name] for name in _SEAT if name in found), "")
        self.unit = _named(_OF_UNIT, found)
        self.address = _named(_OF_SEAT, found)

    @property
    def known(self) -> bool:
        """Whether it tells of companies: a SIREN, and whether each goes on, or what it does."""
        return bool(self.siren) and any(self.unit[name] for name in _NEEDED)

    @property
    def columns(self) -> list[str]:
        """The columns that are read."""
        told = (name for names in (*self.unit.values(), *self.address.values()) for name in names)
        return list(dict.fromkeys([self.siren, *([self.seat] if self.seat else []), *told]))

    def told(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row in the words of *recherche-entreprises*."""
        unit = {name: _first(row, columns) for name, columns in self.unit.items()}
        person = " ".join(part for part in (unit.pop("first_name"), unit.pop("last_name")) if part)
        since = unit.pop("since")
        if unit["etat_administratif"] in _GONE:
            unit["date_fermeture"] = unit["date_fermeture"] or since
        unit["nom_complet"] = unit["nom_complet"] or person
        seat = {name: _first(row, columns) for name, columns in self.address.items()}
        return {**unit, "siren": _first(row, (self.siren,)).zfill(9), "siege": seat}


def _named(wanted: Mapping[str, Collection[str]], found: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [found[one] for one in names if one in found] for name, names in wanted.items()}


def _first(row: Mapping[str, Any], columns: Collection[str]) -> str:
    """What the first of these columns that says something says; the register writes [ND] for nothing."""
    told = (str(row[name]).strip() for name in columns if row[name] is not None)
    return next((text for text in told if text not in {"", "[ND]"}), "")
