"""Every line that an import refused, as a CSV to correct elsewhere: no cell of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.import_file.refused import refusals_of
from encours.core.refusals import UnreadableFileError
from encours.desk.deciding import home
from encours.desk.plain import in_words
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.documents.keeping import UnreadableKeptFileError
from encours.records.documents.models import Intake
from encours.words.imported import field_names, table_of
from encours.words.languages import nearest
from encours.words.sheets import TYPES, Column, csv_lines


@visiting(right="import", subject=Intake.objects.select_related("kept"))
def refused_lines(request: DeskRequest, visit: Visit, row: Intake) -> HttpResponseBase:
    """Give all refusals of an import, however many; the page shows the first ones alone."""
    columns = [
        Column(_("Ligne"), "count"),
        Column(_("Champ")),
        Column(_("Valeur")),
        Column(_("Règle")),
        Column(_("Remède")),
    ]
    try:
        lines = list(_rows(row))
    except (FileNotFoundError, UnreadableKeptFileError, UnreadableFileError) as gone:
        raise Http404 from gone
    answer = StreamingHttpResponse(
        csv_lines(columns, lines, nearest(get_language())), content_type=TYPES["csv"]
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="refus-{row.pk}.csv"'
    return answer


def _rows(row: Intake) -> Iterator[list[Any]]:
    names = field_names(table_of(row.kind, row.counts, row.controls))
    for one in refusals_of(row, home=home()):
        yield [one.line, names.get(one.field, one.field), one.value, one.rule, in_words(one.remedy)]
