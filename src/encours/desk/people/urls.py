"""Addresses of people and accesses."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.people import inviting, log, matrix, reviews, views

NAVIGATION = Navigation(
    Entry("people", _("Accès"), "key", "settings", 40, roles=frozenset({"administrator", "auditor"})),
)

urlpatterns = [
    path("people", views.people, name="people"),
    path("people/invite", inviting.invite, name="invite"),
    path("people/invitations/<int:pk>/withdraw", inviting.withdraw_invitation, name="withdraw_invitation"),
    path("people/<int:pk>", views.edit_access, name="edit_access"),
    path("people/<int:pk>/withdraw", views.withdraw, name="withdraw_access"),
    path("people/<int:pk>/account", views.account_open, name="account_open"),
    path("people/matrix", matrix.access_matrix, name="access_matrix"),
    path("people/matrix.<str:kind>", matrix.download, name="access_matrix_file"),
    path("people/reviews", reviews.reviews, name="access_reviews"),
    path("people/reviews/open", reviews.open_review, name="open_review"),
    path("people/reviews/<int:pk>", reviews.review, name="access_review"),
    path("people/reviews/lines/<int:pk>", reviews.decide, name="decide_access"),
    path("people/reviews/<int:pk>/sign", reviews.sign, name="sign_review"),
    path("people/sign-ins", log.sign_ins, name="sign_ins"),
    path("join/<str:token>", inviting.join, name="join"),
]
