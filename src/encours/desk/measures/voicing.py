"""What the link of a survey opens: one question and its thanks, without an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encours.acts.survey import answer_survey, digest_of
from encours.desk import clock
from encours.desk.acting import REFUSED, performed
from encours.desk.shell import render
from encours.records.measures.models import BEST, WORST, Survey, SurveyAnswer
from encours.records.modules.models import modules_used

_LASTS = timedelta(days=60)


class Voice(forms.Form):
    """A score, and a word if one wishes."""

    score = forms.TypedChoiceField(
        label=_("De 0 (très mal) à 10 (très bien)"),
        choices=[(number, str(number)) for number in range(WORST, BEST + 1)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Un mot, si vous le souhaitez"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def give_score(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how somebody was treated, and keep the answer, once; afterwards, thanks."""
    at = clock.now()
    survey = _running(token, at)
    done = SurveyAnswer.objects.filter(survey=survey).exists()
    form = Voice(request.POST if request.method == "POST" and not done else None)
    status = 200
    if request.method == "POST" and not done:
        status = REFUSED
        if form.is_valid():
            told = form.cleaned_data
            on = clock.day_of(survey.creditor, at)
            refused = performed(
                form, lambda: answer_survey(survey, **told, on=on, author=f"survey {survey.pk}", at=at)
            )
            done, status = refused is None, refused or 200
    context = {"survey": survey, "form": form, "done": done}
    return render(request, "measures/voice.html", context, status=status)


def _running(token: str, at: datetime) -> Survey:
    """The survey of a link, while it lasts; a link that has ended says no more than one that never was."""
    asked = Survey.objects.select_related("creditor__module_choice", "customer")
    found = asked.filter(token_digest=digest_of(token), cancelled_at__isnull=True).first()
    if found is None or "surveys" not in modules_used(found.creditor):
        raise Http404
    if found.asked_on + _LASTS < clock.day_of(found.creditor, at):
        raise Http404
    return found
