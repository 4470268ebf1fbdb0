"""What is committed names no machine, no registry and no real secret, and stays small enough to read."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
MACHINE = re.compile(rb"(?<![\w.:/-])/(?:work|root|home/\w+|Users/\w+|farm)/[\w.]")
HOSTS = re.compile(rb"(?i)\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)\b")


@cache
def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file() and "vendor" not in path.parts]


def named(pattern: re.Pattern[bytes]) -> list[str]:
    here = Path(__file__)
    return [
        f"{path.relative_to(ROOT)}: {found.group().decode()}"
        for path in tracked()
        if path != here and path.suffix not in {".lock", ".ttf", ".png"}
        for found in pattern.finditer(path.read_bytes())
    ]


def test_no_tracked_file_names_a_path_of_a_machine() -> None:
    assert named(MACHINE) == []


def test_no_tracked_file_names_a_registry() -> None:
    assert named(HOSTS) == []


def test_the_lock_pins_every_package_by_hash_and_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    packages = re.findall(r"(?m)^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==", text)
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)
    assert len(packages) > 50
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n", 1)[0])
    assert not HOSTS.search(text.encode())


def test_nothing_that_the_house_makes_is_tracked() -> None:
    made = {"var", ".venv", "build", "dist", "__pycache__"}
    assert [path for path in tracked() if made & set(path.relative_to(ROOT).parts)] == []


def our_sources() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and "src" in path.parts and "migrations" not in path.parts
    ]


def test_no_source_file_is_too_long_to_read() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in our_sources()}
    assert {
        str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_FILE
    } == {}


def test_no_function_is_too_long_to_read() -> None:
    """A function is its signature and its body; the sentences of its docstring are not counted."""
    long = {}
    for path in our_sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines(node) > LONGEST_FUNCTION:
                long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines(node)
    assert long == {}


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_nothing_is_left_for_later() -> None:
    later = re.compile(rb"\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError|@pytest\.mark\.xfail")
    assert [where for where in named(later) if not where.startswith("pyproject.toml")] == []
