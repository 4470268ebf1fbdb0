"""Where this installation keeps its own things, and the secrets made at first start (DESIGN §2.17)."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from encours.core.refusals import SettingError
from encours.records.frames.compiling import UNCOMPILED


def home() -> Path:
    """Return the folder of data, made if need be: ENCOURS_HOME, else `var` where one stands."""
    folder = Path(os.environ.get("ENCOURS_HOME") or Path.cwd() / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret(name: str) -> str:
    """Return a secret of this installation, made on first use in a file only its owner reads."""
    given = os.environ.get("ENCOURS_" + name.upper())
    if given:
        return given
    path = home() / f"{name}.key"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Write a secret apart, then give it its name: who starts at the same moment reads a whole one, and the same."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):  # another process was quicker
        path.hardlink_to(made)
    Path(made).unlink()


def flag(name: str, *, default: bool = False) -> bool:
    """Read a yes/no setting; anything else is refused."""
    text = os.environ.get(name, "").strip().lower()
    if text in {"1", "true", "yes", "on", "oui"}:
        return True
    if text in {"0", "false", "no", "off", "non"}:
        return False
    if text:
        raise SettingError(f"{name}={text!r} n'est ni oui ni non : écrire 1 ou 0.")
    return default


def database(url: str) -> dict[str, Any]:
    """Turn DATABASE_URL into Django's settings: sqlite:///path or postgres://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")))  # three slashes: relative, four: absolute
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {"options": UNCOMPILED, **dict(parse_qsl(parts.query))},
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SettingError(
        f"DATABASE_URL commence par {parts.scheme!r} : écrire sqlite:////chemin/encours.sqlite3 "
        "ou postgres://utilisateur:mot-de-passe@hote:5432/base."
    )


def _sqlite(path: str) -> dict[str, Any]:
    """Every commit is on disk before it answers: a reminder handed over must not be forgotten."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path or str(home() / "encours.sqlite3"),
        "CONN_MAX_AGE": 60,  # to open it anew for each page took longer than many a page: hundreds of tables to learn
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
                "PRAGMA wal_autocheckpoint=16384;"  # pages; before, the worker does it (records.frames.journal)
            ),
        },
    }


def identity_provider() -> dict[str, Any]:
    """The identity provider that people may sign in with, as allauth's provider reads it; none unless told."""
    issuer, client = os.environ.get("ENCOURS_OIDC_ISSUER", ""), os.environ.get("ENCOURS_OIDC_CLIENT_ID", "")
    if not (issuer and client):
        return {"APPS": []}
    app = {
        "provider_id": "oidc",
        "name": os.environ.get("ENCOURS_OIDC_NAME") or urlsplit(issuer).hostname,
        "client_id": client,
        "secret": os.environ.get("ENCOURS_OIDC_SECRET", ""),
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"APPS": [app]}
