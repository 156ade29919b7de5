"""Layers hold for imports and for foreign keys; every app says what it owns."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "src/terakoya/portal"
OWN_APPS = [name for name in settings.INSTALLED_APPS if name.startswith("terakoya.")]


def layers() -> dict[str, int]:
    """The height of every folder of the portal, from the contract itself."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    lines = contract["importlinter:contract:layers"]["layers"].split("\n")
    return {
        name.strip("() "): -height
        for height, line in enumerate(lines)
        for name in line.split("|")
        if name.strip()
    }


def test_imports_go_down_only() -> None:
    # A process of its own: the linter sets up logging and silences everybody else's loggers.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports as run; "]
    command[-1] += "raise SystemExit(run(config_filename='.importlinter', no_cache=True))"
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_foreign_keys_point_down_only() -> None:
    height = layers()
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("terakoya.portal")
        for field in model._meta.get_fields()
        if (target := _target(field)) is not None
        and height[target._meta.app_label] > height[model._meta.app_label]
    ]
    siblings = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("terakoya.portal")
        for field in model._meta.get_fields()
        if (target := _target(field)) is not None
        and target._meta.app_label != model._meta.app_label
        and height[target._meta.app_label] == height[model._meta.app_label]
    ]
    assert (upward, siblings) == ([], [])


def _target(field: object) -> type[Model] | None:
    if not isinstance(field, Field) or not field.is_relation:
        return None
    found = field.related_model
    assert isinstance(found, type)
    return found if found.__module__.startswith("terakoya.portal") else None


def test_the_height_of_layers_is_read_from_the_contract() -> None:
    height = layers()
    assert height["config"] > height["web"] > height["orders"] == height["surveys"]
    assert height["surveys"] > height["learning"] > height["accounts"] > height["common"]


@pytest.mark.parametrize("name", OWN_APPS)
def test_app_says_what_it_owns(name: str) -> None:
    assert len(import_module(name).__doc__ or "") > 40


def test_every_folder_of_the_portal_has_a_place() -> None:
    folders = {path.parent.name for path in PORTAL.glob("*/__init__.py")}
    assert folders <= layers().keys()


def test_views_ask_access_and_selectors_for_rows() -> None:
    found = [
        f"{path.relative_to(PORTAL)}:{node.lineno}"
        for path in PORTAL.glob("*/views*")
        for file in ([path] if path.is_file() else sorted(path.glob("*.py")))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert found == []


def test_time_is_asked_of_our_clock() -> None:
    # The lock's waiting time is counted by django-axes, by the machine's own clock.
    exempt = {"common/clock.py", "accounts/lockout.py"}
    asks = re.compile(r"timezone\.now\(\)|datetime\.now\(|date\.today\(")
    found = [
        name
        for path in sorted(PORTAL.rglob("*.py"))
        if (name := str(path.relative_to(PORTAL))) not in exempt and "tests" not in path.parts
        if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_language_of_a_page_is_asked_in_one_place() -> None:
    exempt = {"common/languages.py", "web/middleware.py"}
    found = [
        name
        for path in sorted(PORTAL.rglob("*.py"))
        if (name := str(path.relative_to(PORTAL))) not in exempt and "tests" not in path.parts
        if re.search(r"\bget_language\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_courseware_loads_without_django() -> None:
    imports = re.compile(r"^\s*(?:from|import) (django|terakoya\.portal)", re.MULTILINE)
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src/terakoya/courseware").rglob("*.py")
        if imports.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


# What Playwright answers at once, of a page that may not have come so far.
READS_AT_ONCE = {
    *("all_inner_texts", "all_text_contents", "get_attribute", "inner_html", "inner_text"),
    *("input_value", "is_checked", "is_disabled", "is_editable", "is_enabled", "is_hidden"),
    *("is_visible", "text_content"),
}
ASKED_AT_ONCE = {"count", "evaluate", "evaluate_all", "title"}  # in an assertion


def browser_files() -> list[Path]:
    """The files that drive a browser, page objects included."""
    drives = re.compile(r"playwright\.sync_api import .*\b(Page|Browser|Locator|expect)\b")
    found = [*(ROOT / "tests").rglob("*.py"), *PORTAL.glob("*/tests/*.py")]
    return [path for path in sorted(found) if drives.search(path.read_text(encoding="utf-8"))]


def reads_at_once(node: ast.AST, *, asserts: bool = False) -> list[int]:
    """The lines that read a page without waiting; a lambda is read again and again by `waiting`."""
    if isinstance(node, ast.Lambda):
        return []
    asserts = asserts or isinstance(node, ast.Assert)
    inner = [reads_at_once(child, asserts=asserts) for child in ast.iter_child_nodes(node)]
    own = [getattr(node, "lineno", 0)] if is_read_at_once(node, asserts=asserts) else []
    return own + [line for lines in inner for line in lines]


def is_read_at_once(node: ast.AST, *, asserts: bool) -> bool:
    """Whether a call or an address answers of a page as it is at that moment."""
    if isinstance(node, ast.Attribute) and node.attr == "url":
        return asserts and ast.unparse(node.value).endswith(("page", "frame", "view"))
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    is_row = ".objects" in ast.unparse(node.func)
    return node.func.attr in READS_AT_ONCE or (
        asserts and node.func.attr in ASKED_AT_ONCE and not is_row
    )


def test_browser_tests_wait_for_what_they_read() -> None:
    files = browser_files()
    exempt = {"tests/waiting.py", "tests/test_architecture.py"}
    found = [
        f"{name}:{line}: use expect(…) or tests/waiting.py; the page may not have come so far"
        for path in files
        if (name := str(path.relative_to(ROOT))) not in exempt
        for line in reads_at_once(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert len(files) > 15
    assert found == []


def test_a_read_at_once_is_seen() -> None:
    source = """
text = page.locator("h1").inner_text()
assert page.url.endswith("/x/")
assert page.locator("a").count() == 1
assert Note.objects.filter(x=1).count() == 1
expect_read(lambda: page.locator("h1").inner_text(), "x")
width = page.evaluate("innerWidth")
assert page.evaluate("innerWidth") == 390
"""
    assert reads_at_once(ast.parse(source)) == [2, 3, 4, 8]
