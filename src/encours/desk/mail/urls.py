"""Addresses of the mails that came in."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.mail import views
from encours.desk.navigation import EVERYBODY, Entry, Navigation
from encours.desk.waiting import to_file

urlpatterns = [
    path("mail", views.mail, name="mail"),
    path("mail/<int:pk>", views.received, name="received_mail"),
    path("mail/<int:pk>/files/<int:number>", views.attached, name="mail_file"),
    path("mail/<int:pk>/file", views.file, name="file_mail"),
    path("mail/<int:pk>/aside", views.aside, name="set_aside_mail"),
]

NAVIGATION = Navigation(
    Entry("mail", _("Courrier reçu"), "inbox", "portfolio", 60, roles=EVERYBODY, waiting=to_file)
)
