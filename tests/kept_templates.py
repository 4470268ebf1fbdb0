"""What Jinja2 makes of a template is kept while the tests run: each of their processes would make it again."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_KEPT = "ENCOURS_TESTS_TEMPLATES"  # names the folder to the processes that the tests start


def make_place() -> None:
    """A folder for this run, unless the process that started this one has made it."""
    if _KEPT not in os.environ:
        os.environ[_KEPT] = tempfile.mkdtemp(prefix="encours-templates-")
        atexit.register(shutil.rmtree, os.environ[_KEPT], ignore_errors=True)


def keep_templates() -> None:
    """Pages of this process are made from what is kept there, and what is missing is added."""
    from django.template import engines
    from jinja2 import FileSystemBytecodeCache

    engines["jinja2"].env.bytecode_cache = FileSystemBytecodeCache(os.environ[_KEPT])
