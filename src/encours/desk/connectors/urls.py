"""Addresses of the connected systems."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.connectors import acting, views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("connectors", views.connectors, name="connectors"),
    path("connectors/add/<slug:kind>", acting.add, name="add_connector"),
    path("connectors/<int:pk>", views.connector, name="connector"),
    path("connectors/<int:pk>/settings", acting.change, name="change_connector"),
    path("connectors/<int:pk>/sync", acting.sync, name="sync_connector"),
    path("connectors/<int:pk>/test", acting.test, name="test_connector"),
    path("connectors/intentions/<int:pk>", acting.answer, name="answer_intention"),
]

NAVIGATION = Navigation(
    Entry(
        "connectors",
        _("Connecteurs"),
        "link",
        "data",
        50,
        module="connectors",
        roles=frozenset({"administrator", "manager"}),
        waiting=views.waiting,
    ),
)
