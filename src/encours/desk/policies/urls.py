"""Addresses of the policies."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import STEERERS, Entry, Navigation
from encours.desk.policies import (
    caring,
    choosing,
    comparing,
    confirming,
    delivered,
    experiment_page,
    experimenting,
    proposing,
    publishing,
    simulating,
    templates,
    trying,
    views,
)

urlpatterns = [
    path("policies", views.policies, name="policies"),
    path("policies/ladder", publishing.edit_ladder, name="edit_ladder"),
    path("policies/scenarios", choosing.scenarios, name="scenarios"),
    path("policies/scenarios/add", choosing.add_scenario, name="add_scenario"),
    path("policies/scenarios/<int:pk>/care", caring.care, name="care_for_scenario"),
    path("policies/trials", trying.trials, name="scenario_trials"),
    path("policies/trials/<int:pk>", trying.trial, name="scenario_trial"),
    path("policies/trials/simulate", simulating.simulate, name="simulate_scenarios"),
    path("policies/trials/asked/<int:pk>/stop", simulating.stop, name="stop_trial"),
    path("policies/trials/changes", proposing.propose, name="propose_changes"),
    path("policies/trials/<int:pk>/draft", proposing.draft, name="draft_change"),
    path("policies/drafts/<int:pk>/drop", proposing.drop, name="drop_draft"),
    path("policies/experiments", experimenting.experiments, name="experiments"),
    path("policies/experiments/begin", experimenting.begin, name="begin_experiment"),
    path("policies/experiments/<int:pk>", experiment_page.experiment, name="experiment"),
    path("policies/experiments/<int:pk>/stop", experimenting.stop, name="stop_experiment"),
    path("policies/experiments/<int:pk>/publish", experimenting.publish, name="publish_winner"),
    path("policies/compare", comparing.compare_versions, name="compare_versions"),
    path("customers/<int:pk>/scenario", publishing.move_case, name="move_case"),
    path("policies/rate", confirming.rate, name="confirm_rate"),
    path("policies/terms", confirming.terms, name="confirm_terms"),
    path("policies/regime", confirming.regime, name="confirm_regime"),
    path("policies/templates/<slug:step>/<slug:language>", templates.template, name="template"),
    path(
        "policies/templates/<slug:step>/<slug:language>/delivered",
        delivered.delivered_template,
        name="delivered_template",
    ),
    path("policies/templates/<slug:step>/<slug:language>/try", templates.tried, name="try_template"),
]

NAVIGATION = Navigation(
    Entry("policies", _("Scénario et modèles"), "settings", "settings", 10, roles=STEERERS),
    elsewhere={"move_case": "customers"},
)
