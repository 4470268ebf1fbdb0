"""Addresses of the aged balance."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.ageing import views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("ageing", views.aged_balance, name="aged_balance"),
    path("ageing.<str:kind>", views.download, name="aged_balance_file"),
]

NAVIGATION = Navigation(Entry("aged_balance", _("Balance âgée"), "table", "portfolio", 40))
