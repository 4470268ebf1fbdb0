"""Addresses of doubtful customers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.doubtful import marking, ruling, views
from encours.desk.navigation import KEEPERS, Entry, Navigation

urlpatterns = [
    path("doubtful", views.doubtful, name="doubtful"),
    path("doubtful/file", views.sheet, name="doubtful_file"),
    path("doubtful/accept", marking.accept, name="accept_doubtful"),
    path("doubtful/book", views.book_entries, name="book_doubtful"),
    path("doubtful/rules", ruling.doubtful_rules, name="doubtful_rules"),
    path("doubtful/rules/change", ruling.change_doubtful_rules, name="change_doubtful_rules"),
    path("doubtful/<int:pk>/end", marking.end, name="end_doubtful"),
    path("doubtful/<int:pk>/rate", marking.rate, name="rate_doubtful"),
    path("customers/<int:pk>/doubtful", marking.mark, name="mark_doubtful"),
]

NAVIGATION = Navigation(
    Entry("doubtful", _("Clients douteux"), "alert-triangle", "data", 26, roles=KEEPERS),
    elsewhere={"mark_doubtful": "customers"},
)
