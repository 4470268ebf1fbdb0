"""Takes the pictures of the README and the docs: `python scripts/screenshots.py` (Debian's Chromium is needed).

The demo company is made anew in a folder that goes away, and its desk is served on a free port of the loopback.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
PERSON = "camille@brevaille.example"
SIZE = {"width": 1440, "height": 900}
PATIENCE = 60
# What is shown, and how one gets there; the customer is the first that the list of unpaid invoices names.
PAGES = {
    "dashboard": "/",
    "work": "/work",
    "measures": "/measures",
    "customer": "/unpaid",
}


def main() -> None:
    """Make the demo, open its desk, and look at each page in both languages."""
    with tempfile.TemporaryDirectory(prefix="encours-pictures-") as folder:
        password = secrets.token_urlsafe(9)
        told = {
            **os.environ,
            "ENCOURS_HOME": folder,
            "ENCOURS_DEMO_PASSWORD": password,
            "PYTHONPATH": str(ROOT / "src"),
        }
        encours(told, "demo")
        home = Path(folder) / "demo"
        told |= {"ENCOURS_HOME": str(home), "DATABASE_URL": f"sqlite:///{home / 'encours.sqlite3'}"}
        with served(told) as address, sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for language in ("fr", "en"):
                look(browser, address, password, language)
            browser.close()


def look(browser: Browser, address: str, password: str, language: str) -> None:
    """Sign in, choose a language, and keep a picture of each page."""
    page = browser.new_context(viewport=SIZE).new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=email]", PERSON)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    page.click(f"button[name=language][value={language}]")
    for name, path in PAGES.items():
        page.goto(address + path)
        if name == "customer":
            page.click("main a[href^='/customers/']")
        rested(page)
        page.screenshot(path=str(IMAGES / f"{name}-{language}.png"))
    page.context.close()


def rested(page: Page) -> None:
    """Wait until what is drawn by script is drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)


def encours(told: dict[str, str], *words: str) -> None:
    """Run one command to its end."""
    subprocess.run(
        [sys.executable, "-m", "encours.jobs", *words], env=told, stdin=subprocess.DEVNULL, check=True
    )


@contextmanager
def served(told: dict[str, str]) -> Iterator[str]:
    """The desk on a free port, until it is no longer needed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "encours.jobs", "serve", "--no-worker", "--port", str(port)]
    desk = subprocess.Popen(command, env=told, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        desk.terminate()
        desk.wait(timeout=PATIENCE)


def wait_for(port: int) -> None:
    """Wait until the desk answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
