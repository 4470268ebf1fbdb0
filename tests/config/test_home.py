"""What this installation keeps of its own."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from encours.config.home import secret


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENCOURS_HOME", str(tmp_path))
    return tmp_path


def test_a_secret_is_made_once_for_its_owner_alone(home: Path) -> None:
    first = secret("tide")
    assert (secret("tide"), len(first)) == (first, 64)
    assert (home / "tide.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["tide.key"]


def test_nobody_finds_a_secret_before_it_is_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = []

    def made(_size: int) -> str:
        there.append((home / "tide.key").exists())
        return "written"

    monkeypatch.setattr(secrets, "token_urlsafe", made)
    assert secret("tide") == "written"
    assert there == [False]


def test_two_who_start_at_once_have_the_same_secret(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(_size: int) -> str:
        (home / "tide.key").write_text("theirs", encoding="ascii")
        return "mine"

    monkeypatch.setattr(secrets, "token_urlsafe", overtaken)
    assert secret("tide") == "theirs"
    assert [path.name for path in home.iterdir()] == ["tide.key"]
