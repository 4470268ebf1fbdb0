"""Switching a module of the desk on or off; what measures people asks first for two days."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.modules.models import (
    CONSULTED,
    MODULES,
    ModuleChoice,
    ModuleSwitch,
    modules_used,
)
from encours.records.parties.models import Creditor


def switch_module(
    creditor: Creditor,
    module: str,
    *,
    is_on: bool,
    on: date,
    made_from: int | None,
    author: str,
    at: datetime,
    consulted_on: date | None = None,
    informed_on: date | None = None,
) -> ModuleSwitch:
    """Switch a module, and keep who did, when, and the days that the law asks for.

    Means of checking on staff are put in place after the works council was consulted and each person told
    (Code du travail, articles L2312-38 and L1222-4): both days are asked for, neither of them to come.

    Raises
        StaleFormError: somebody switched a module since the form was made.
        RuleError: an unknown module, one that is so already, a missing or future day.
    """
    if module not in MODULES:
        raise RuleError("module_unknown", "Ce module n'existe pas.")
    if is_on and module in CONSULTED:
        _days(consulted_on, informed_on, on)
    with recording(creditor, "switch_module", author=author, cause="desk", at=at) as record:
        choice, _made = ModuleChoice.objects.get_or_create(creditor=record.creditor)
        same_version(choice.version, made_from, "La liste des modules")
        if (module in modules_used(record.creditor)) == is_on:
            raise RuleError("module_so_already", "Ce module est déjà dans cet état : rien n'a changé.")
        ModuleChoice.objects.filter(pk=choice.pk).update(
            chosen={**choice.chosen, module: is_on}, version=F("version") + 1
        )
        switch = ModuleSwitch.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            module=module,
            is_on=is_on,
            consulted_on=consulted_on if is_on else None,
            informed_on=informed_on if is_on else None,
            by=author,
        )
        record.tell(
            module=module, is_on=is_on, consulted_on=switch.consulted_on, informed_on=switch.informed_on
        )
    return switch


def _days(consulted_on: date | None, informed_on: date | None, on: date) -> None:
    if consulted_on is None:
        raise RuleError(
            "consulted_on_wrong",
            "Indiquer le jour de la consultation du CSE : sans elle, ces mesures restent éteintes.",
        )
    if informed_on is None:
        raise RuleError(
            "informed_on_wrong",
            "Indiquer le jour où le personnel a été informé : sans cela, ces mesures restent éteintes.",
        )
    if consulted_on > on:
        raise RuleError(
            "consulted_on_wrong", "Ce jour est à venir : la consultation précède la mise en place."
        )
    if informed_on > on:
        raise RuleError("informed_on_wrong", "Ce jour est à venir : l'information précède la mise en place.")
