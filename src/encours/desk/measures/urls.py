"""Addresses of the measures and of what is recorded for them."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.measures import effects, recording, records, views, voicing
from encours.desk.navigation import STEERERS, Entry, Navigation

urlpatterns = [
    path("measures", views.measures, name="measures"),
    path("measures/actions", effects.effects, name="action_effects"),
    path("measures/keep", views.keep, name="keep_measures"),
    path("measures/start", views.start, name="set_baseline"),
    path("measures/records", records.records, name="measure_records"),
    path("measures/cost", recording.cost, name="record_cost"),
    path("measures/outcome", recording.outcome, name="record_outcome"),
    path("measures/complaint", recording.complaint, name="record_complaint"),
    path("measures/survey", recording.survey, name="ask_survey"),
    path("survey/<str:token>", voicing.give_score, name="give_score"),
    path("measures/survey/<int:pk>", recording.answer, name="answer_survey"),
    path("measures/cost/<int:pk>/cancel", recording.cancel_cost, name="cancel_cost"),
    path("measures/outcome/<int:pk>/cancel", recording.cancel_outcome, name="cancel_outcome"),
    path("measures/complaint/<int:pk>/cancel", recording.cancel_complaint, name="cancel_complaint"),
    path("measures/survey/<int:pk>/cancel", recording.cancel_survey, name="cancel_survey"),
]

NAVIGATION = Navigation(
    Entry("measures", _("Mesures"), "eye", "steering", 30, module="measures", roles=STEERERS),
    Entry(
        "action_effects", _("Effet des actions"), "scale", "steering", 35, module="measures", roles=STEERERS
    ),
)
