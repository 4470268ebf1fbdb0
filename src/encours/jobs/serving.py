"""`encours serve`: the desk, and the worker beside it; when either ends, both do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import click

from encours.jobs.opening import open_house

_THREADS = "4"  # without a bound, granian grew to gigabytes on SQLite
_PATIENCE_SECONDS = 15
_MOST = 4  # processes that answer pages, unless told: each holds the whole house in memory


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Only this machine, unless told.")
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--workers", type=int, help="Processes that answer pages; one a core unless told, at most four."
)
@click.option("--no-worker", is_flag=True, help="Pages only: sending is left to `encours worker`.")
def command(host: str, port: int, workers: int | None, no_worker: bool) -> None:
    """Open the desk, and send what is approved; stop with Ctrl-C."""
    open_house()
    click.echo(f"http://{host}:{port}{_first_visit()}")
    serve_desk(host, port, workers=workers, with_worker=not no_worker)


def _first_visit() -> str:
    """The link that makes the first account, while there is none."""
    from django.conf import settings
    from django.urls import reverse

    from encours.records.people.models import User

    return "" if User.objects.exists() else reverse("first_account", args=[settings.FIRST_VISIT_TOKEN])


def serve_desk(host: str, port: int, *, workers: int | None = None, with_worker: bool = True) -> None:
    """Run the web server and the worker as child processes until told to stop.

    A process computes one page at a time, whatever its threads: eight people at once wait for each other but for a
    second core.
    """
    processes = workers or min(os.cpu_count() or 1, _MOST)
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", _THREADS, "--no-ws", "--log-level", "warning",
        "encours.config.wsgi:application",
    ]  # fmt: skip
    children = [subprocess.Popen(web)]
    if with_worker:
        children.append(subprocess.Popen([sys.executable, "-m", "encours.jobs", "worker"]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("")
    finally:
        _end(children)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
