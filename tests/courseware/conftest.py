"""A course folder that a test may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
Change = Callable[[str, str, str], None]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the corpus course with its shared folder beside it."""
    for name in ("every-layout", "shared"):
        shutil.copytree(CORPUS / name, tmp_path / name)
    return tmp_path / "every-layout"


@pytest.fixture
def change(course: Path) -> Change:
    """Replace a text in a file of the course; the text must be there."""

    def replace(file: str, old: str, new: str) -> None:
        path = course / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
