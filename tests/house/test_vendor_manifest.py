"""What we took from others is exactly what the manifest says, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parents[2] / "src/encours/words/static"
VENDOR = STATIC / "vendor"
MANIFEST: dict[str, Any] = json.loads((VENDOR / "manifest.json").read_text("utf-8"))
FILES = [file for package in MANIFEST["packages"] for file in package["files"]]


@pytest.mark.parametrize("file", FILES, ids=[file["path"] for file in FILES])
def test_a_vendored_file_is_the_one_of_the_manifest(file: dict[str, str]) -> None:
    content = (VENDOR / file["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"], f"{file['path']} was changed"


def test_no_file_is_vendored_outside_the_manifest() -> None:
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found - {"manifest.json"} == {file["path"] for file in FILES}


def test_each_package_names_its_version_and_carries_its_licence() -> None:
    for package in MANIFEST["packages"]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"]), package["name"]
        assert package["licence"] in {"MIT", "0BSD", "OFL-1.1", "Apache-2.0"}, package["name"]
        assert any(file["path"].endswith("/LICENSE") for file in package["files"]), package["name"]


def test_a_file_that_differs_from_its_package_says_how() -> None:
    for file in FILES:
        assert ("from_sha256" not in file) or file["change"], file["path"]


def test_no_source_map_is_asked_for_and_the_whole_stays_small() -> None:
    """The charts, half of it, are asked for by pages that draw one."""
    for path in VENDOR.rglob("*.min.*"):
        assert b"sourceMappingURL" not in path.read_bytes(), path.name
    assert sum(path.stat().st_size for path in VENDOR.rglob("*") if path.is_file()) < 2_000_000


def test_our_own_stylesheet_asks_nothing_of_another_site_and_uses_no_data_address() -> None:
    for path in (STATIC / "encours").glob("*.css"):
        for address in re.findall(r'url\("?([^")]+)', path.read_text("utf-8")):
            assert (path.parent / address).is_file(), f"{path.name} asks for {address}"
