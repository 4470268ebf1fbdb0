"""Addresses of the customers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.customers import conditions, views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("customers", views.customers, name="customers"),
    path("customers/<int:pk>", views.customer, name="customer"),
    path("customers/<int:pk>/edit", views.edit_customer, name="edit_customer"),
    path("customers/<int:pk>/contacts/add", views.add_contact, name="add_contact"),
    path("customers/<int:pk>/terms", conditions.confirm_terms, name="confirm_customer_terms"),
    path("customers/<int:pk>/regime", conditions.confirm_regime, name="confirm_customer_regime"),
    path("contacts/<int:pk>/edit", views.edit_contact, name="edit_contact"),
    path("customers/<int:pk>/hold", views.hold_customer, name="hold_customer"),
    path("holds/<int:pk>/release", views.release_hold, name="release_hold"),
    path("customers/<int:pk>/note", views.add_note, name="add_note"),
]

NAVIGATION = Navigation(Entry("customers", _("Clients"), "users", "portfolio", 10))
