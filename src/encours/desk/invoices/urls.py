"""Addresses of invoices."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.customers.documents import add_invoice_document
from encours.desk.customers.story import invoice_story
from encours.desk.invoices import disputing, doubles, paying, views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("invoices/<int:pk>", views.invoice, name="invoice"),
    path("invoices/<int:pk>/edit", views.edit_invoice, name="edit_invoice"),
    path("invoices/<int:pk>/factor", views.factor_invoice, name="factor_invoice"),
    path("invoices/<int:pk>/double", doubles.double_invoice, name="double_invoice"),
    path("payments/<int:pk>/double", doubles.double_payment, name="double_payment"),
    path("quality/doubles", doubles.doubles, name="doubles"),
    path("quality/doubles/<int:pk>/back", doubles.back_double, name="back_double"),
    path("invoices/<int:pk>/hold", views.hold_invoice, name="hold_invoice"),
    path("invoices/<int:pk>/payment", paying.pay_invoice, name="pay_invoice"),
    path("invoices/<int:pk>/note", views.note_invoice, name="note_invoice"),
    path("invoices/<int:pk>/story", invoice_story, name="invoice_story"),
    path("invoices/<int:pk>/documents/add", add_invoice_document, name="add_invoice_document"),
    path("invoices/<int:pk>/dispute", disputing.open_dispute, name="open_dispute"),
    path("customers/<int:pk>/dispute", disputing.dispute_customer, name="dispute_customer"),
    path("disputes/<int:pk>/close", disputing.close_dispute, name="close_dispute"),
    path("unpaid", views.unpaid, name="unpaid"),
    path("awaiting", views.awaiting, name="awaiting"),
]

NAVIGATION = Navigation(
    Entry("unpaid", _("Impayés"), "clock-exclamation", "portfolio", 20),
    Entry("awaiting", _("En attente de paiement"), "calendar-event", "portfolio", 30),
    within="customers",
)
