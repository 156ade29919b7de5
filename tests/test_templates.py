"""`tools/templates.py`: it tells the place of a line that is too long or decides twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.templates import LONGEST, SOURCE, main, templates


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_a_line_of_the_bound_with_one_decision_passes(template: Path) -> None:
    decision = "{% if a %}" + "あ" * (LONGEST - 21) + "{% endif %}"
    template.write_text(f"<p>\n{decision}\n</p>\n", encoding="utf-8")
    assert len(decision) == LONGEST
    assert main([str(template)]) == 0


def test_a_character_more_is_told_with_its_line(
    template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template.write_text("<p>\n" + "あ" * (LONGEST + 1) + "\n</p>\n", encoding="utf-8")
    assert main([str(template)]) == 1
    assert capsys.readouterr().out.startswith(f"{template}:2: 161 characters, more than 160;")


@pytest.mark.parametrize(
    "line",
    [
        "{% if a %}{% for b in c %}{{ b }}{% endfor %}{% endif %}",
        "{% if a %}1{% endif %}{%if b %}2{% endif %}",
    ],
)
def test_two_decisions_are_told(
    line: str, template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template.write_text(f"{line}\n", encoding="utf-8")
    assert main([str(template)]) == 1
    assert capsys.readouterr().out.startswith(f"{template}:1: 2 decisions;")


def test_every_template_of_the_portal_and_of_courses_is_looked_at() -> None:
    kept = {path for path in SOURCE.rglob("*") if path.name.endswith((".html", ".j2"))}
    assert kept == set(templates())
    assert {path.suffix for path in kept} == {".html", ".j2"}
    assert main([]) == 0


def test_a_table_that_scrolls_is_no_landmark() -> None:
    """Its name is that of the section around it; two landmarks of one name tell nobody apart."""
    wrappers = re.compile(r'<div class="tblwrap[^>]*>')
    found = [
        (path.name, tag)
        for path in templates()
        for tag in wrappers.findall(path.read_text(encoding="utf-8"))
        if 'role="region"' in tag
    ]
    assert found == []
