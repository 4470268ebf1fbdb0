"""Addresses of boards."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.boards import composing, indicators, mailings, taking, views
from encours.desk.navigation import STEERERS, Entry, Navigation

urlpatterns = [
    path("board/compose", composing.compose, name="compose_board"),
    path("board/change", composing.change, name="change_board"),
    path("board.<str:kind>", taking.board_file, name="board_file"),
    path("board/tiles/<str:code>", views.tile, name="tile"),
    path("board/tiles/<str:code>/lines", views.tile_lines, name="tile_lines"),
    path("board/files/<str:code>.<str:kind>", taking.tile_file, name="tile_file"),
    path("board/series", taking.series, name="series"),
    path("board/series.<str:kind>", taking.series_download, name="series_file"),
    path("indicators", indicators.indicators, name="indicators"),
    path("indicators/new", indicators.new, name="new_indicator"),
    path("indicators/<str:code>", indicators.edit, name="edit_indicator"),
    path("indicators/<str:code>/withdraw", indicators.withdraw, name="withdraw_indicator"),
    path("mailings", mailings.mailings, name="mailings"),
    path("mailings/<int:pk>/stop", mailings.stop, name="stop_mailing"),
]

_OF_THE_DASHBOARD = (
    "compose_board", "change_board", "board_file", "tile", "tile_lines", "tile_file", "mailings", "stop_mailing",
    "series", "series_file",
)  # fmt: skip

NAVIGATION = Navigation(
    Entry("indicators", _("Mes indicateurs"), "table", "steering", 60, module="measures", roles=STEERERS),
    elsewhere=dict.fromkeys(_OF_THE_DASHBOARD, "dashboard"),
    modules=dict.fromkeys(_OF_THE_DASHBOARD, "measures"),
)
