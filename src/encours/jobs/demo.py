"""`encours demo`: a demo company walks the whole thread, in a folder of its own, and nothing leaves."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from pathlib import Path

import click


@click.command("demo")
@click.option("--serve/--no-serve", "serve", default=None, help="Open the desk at the end (on a terminal).")
@click.option("--seed", default=2026, show_default=True, help="Draws the company's books.")
def command(serve: bool | None, seed: int) -> None:
    """Set up a demo company, import its books, apply its bank, replay six weeks, send in shadow, verify.

    Everything is written below the folder `demo` of this installation, begun anew each time.
    """
    folder = _fresh_folder()
    from encours.jobs.opening import open_house

    open_house()
    from encours.jobs.demo_walk import walk

    password = os.environ.get("ENCOURS_DEMO_PASSWORD") or secrets.token_urlsafe(9)
    walk(folder, seed=seed, password=password, say=click.echo)
    if serve if serve is not None else sys.stdout.isatty():
        from encours.jobs.demo_steering import PROFILES
        from encours.jobs.serving import serve_desk

        click.echo(f"\nhttp://127.0.0.1:8000   camille@brevaille.example   {password}")
        click.echo("".join(f"\n  {email}   {name}, {role}" for email, name, role in PROFILES).lstrip("\n"))
        serve_desk("127.0.0.1", 8000)


def _fresh_folder() -> Path:
    """The demo has its own home, so that it can neither read nor spoil a real one."""
    root = Path(os.environ.get("ENCOURS_HOME") or Path.cwd() / "var").resolve()
    folder = root if root.name == "demo" else root / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    for name in [name for name in os.environ if name.startswith("ENCOURS_SMTP_")]:
        del os.environ[name]
    os.environ["ENCOURS_HOME"] = str(folder)
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'encours.sqlite3'}"
    return folder
