"""Addresses of the life-cycle of cases."""

from django.urls import path

from encours.desk.legal import views
from encours.desk.navigation import Navigation

urlpatterns = [
    path("customers/<int:pk>/case", views.case_life, name="case_life"),
    path("customers/<int:pk>/case/procedure", views.choose, name="choose_procedure"),
    path("customers/<int:pk>/case/judicial", views.enter, name="enter_judicial"),
    path("customers/<int:pk>/case/exception", views.ask, name="ask_phase_exception"),
    path("case/exceptions/<int:pk>/decide", views.decide, name="decide_phase_exception"),
    path("case/judicial/<int:pk>/leave", views.leave, name="leave_judicial"),
]

NAVIGATION = Navigation(elsewhere={route.name or "": "customers" for route in urlpatterns})
