"""The addresses of the desk, room by room. The first page of a room bears the room's name."""

from importlib import import_module

from django.urls import include, path

ROOMS = (
    "entrance",
    "dashboard",
    "customers",
    "invoices",
    "ageing",
    "setup",
    "imports",
    "bank",
    "proposals",
    "policies",
)


def _is_built(room: str) -> bool:
    try:
        import_module(f"encours.desk.{room}.urls")
    except ModuleNotFoundError:
        return False
    return True


urlpatterns = [path("", include(f"encours.desk.{room}.urls")) for room in ROOMS if _is_built(room)]
