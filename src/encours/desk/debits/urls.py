"""Addresses of direct debits."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.debits import mandates, ruling, views
from encours.desk.navigation import KEEPERS, Entry, Navigation
from encours.desk.waiting import mandates_stopped

urlpatterns = [
    path("debits", views.debits, name="debits"),
    path("debits/announce", views.announce, name="announce_debits"),
    path("debits/prepare", views.prepare, name="prepare_debits"),
    path("debits/batches/<int:pk>", views.batch, name="debit_batch"),
    path("debits/batches/<int:pk>/file", views.batch_file, name="debit_file"),
    path("debits/batches/<int:pk>/hand", views.hand, name="hand_debits"),
    path("debits/batches/<int:pk>/cancel", views.cancel, name="cancel_debits"),
    path("debits/rules", ruling.debit_rules, name="debit_rules"),
    path("debits/rules/change", ruling.change_debit_rules, name="change_debit_rules"),
    path("debits/mandates", mandates.mandates, name="mandates"),
    path("customers/<int:pk>/mandate", mandates.add_mandate, name="add_mandate"),
    path("mandates/<int:pk>/edit", mandates.edit_mandate, name="edit_mandate"),
    path("mandates/<int:pk>/revoke", mandates.revoke, name="revoke_mandate"),
    path("mandates/<int:pk>/take-up", mandates.take_up, name="take_up_mandate"),
]

NAVIGATION = Navigation(
    Entry(
        "debits",
        _("Prélèvements"),
        "building-bank",
        "data",
        23,
        module="bank",
        roles=KEEPERS,
        waiting=mandates_stopped,
    ),
    elsewhere={"add_mandate": "customers"},
)
