"""Addresses of the objectives, the improvements and the page of returns."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import STEERERS, Entry, Navigation
from encours.desk.objectives import improving, returning, views

urlpatterns = [
    path("objectives", views.objectives, name="objectives"),
    path("objectives/set", views.set_one, name="set_objective"),
    path("objectives/read", views.read_today, name="follow_objectives"),
    path("objectives/<int:pk>", views.objective, name="objective"),
    path("objectives/<int:pk>/change", views.change, name="change_objective"),
    path("objectives/<int:pk>/close", views.close, name="close_objective"),
    path("improvements", improving.improvements, name="improvements"),
    path("improvements/add", improving.add, name="add_improvement"),
    path("improvements/<int:pk>", improving.change, name="change_improvement"),
    path("returns", returning.returns_page, name="returns"),
    path("returns.pdf", returning.returns_file, name="returns_file"),
]

NAVIGATION = Navigation(
    Entry("objectives", _("Objectifs"), "rosette-discount-check", "steering", 50, "objectives", STEERERS),
    Entry(
        "improvements", _("Améliorations"), "plus", "steering", 60, "objectives", STEERERS,
        inside=("add_improvement", "change_improvement"),
    ),
    Entry(
        "returns", _("Retour sur investissement"), "coin", "steering", 70, "objectives", STEERERS,
        inside=("returns_file",),
    ),
)  # fmt: skip
