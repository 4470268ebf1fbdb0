"""Addresses of payment advice."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import KEEPERS, Entry, Navigation
from encours.desk.remittances import ruling, views
from encours.desk.waiting import advices_to_see

urlpatterns = [
    path("remittances", views.remittances, name="remittances"),
    path("remittances/rules", ruling.short_rules, name="short_rules"),
    path("remittances/rules/change", ruling.change_shorts, name="change_shorts"),
    path("remittances/<int:pk>", views.remittance, name="remittance"),
    path("remittances/<int:pk>/tie", views.tie, name="tie_remittance"),
    path("remittances/<int:pk>/untie", views.detach, name="untie_remittance"),
    path("remittances/<int:pk>/aside", views.aside, name="set_remittance_aside"),
    path("remittances/lines/<int:pk>", views.treat, name="treat_short"),
]

NAVIGATION = Navigation(
    Entry(
        "remittances",
        _("Avis de paiement"),
        "checklist",
        "data",
        22,
        module="bank",
        roles=KEEPERS,
        waiting=advices_to_see,
    )
)
