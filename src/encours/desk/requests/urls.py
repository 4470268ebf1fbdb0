"""Addresses of the requests for documents."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.requests import depositing, new_cases, views

urlpatterns = [
    path("document-requests", views.document_requests, name="document_requests"),
    path("document-requests/<int:pk>", views.document_request, name="document_request"),
    path("document-requests/<int:pk>/remind", views.remind_request, name="remind_request"),
    path("document-requests/<int:pk>/refuse", views.refuse_document, name="refuse_document"),
    path("document-requests/<int:pk>/close", views.close_request, name="close_request"),
    path("customers/<int:pk>/documents/ask", views.ask_customer, name="ask_documents"),
    path("invoices/<int:pk>/documents/ask", views.ask_about_invoice, name="ask_invoice_documents"),
    path("new-cases", new_cases.new_cases, name="new_cases"),
    path("new-cases/checklist/<str:kind>", new_cases.checklist, name="checklist"),
    path("deposit/<str:token>", depositing.deposit, name="deposit"),
]

NAVIGATION = Navigation(
    Entry("document_requests", _("Documents demandés"), "file-text", "portfolio", 60),
    Entry("new_cases", _("Nouveaux dossiers"), "checklist", "portfolio", 58, inside=("checklist",)),
    elsewhere={"ask_documents": "customers", "ask_invoice_documents": "unpaid"},
)
