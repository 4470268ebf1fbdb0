"""The addresses of the desk, room by room. The first page of a room bears the room's name."""

from django.urls import include, path

ROOMS = (
    "entrance",
    "people",
    "dashboard",
    "boards",
    "work",
    "customers",
    "invoices",
    "ageing",
    "setup",
    "imports",
    "bank",
    "remittances",
    "entries",
    "promises",
    "debits",
    "mail",
    "proposals",
    "approvals",
    "letters",
    "guards",
    "policies",
    "modules",
    "store",
    "guide",
    "activity",
    "measures",
    "objectives",
    "quality",
    "custom_fields",
    "merging",
    "connectors",
    "contracts",
    "sources",
    "requests",
    "companies",
    "documents",
)

urlpatterns = [path("", include(f"encours.desk.{room}.urls")) for room in ROOMS]
