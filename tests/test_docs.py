"""What the documents say is there, and what is there is in the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "src/terakoya/portal"
DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "requirements/README.md"]
MAP = (ROOT / "docs/map.md").read_text(encoding="utf-8")


class Address(NamedTuple):
    """An address of the portal as map and address table know it."""

    name: str
    route: str
    view: str


def served() -> Iterator[Address]:
    """Every named address that the portal answers."""

    def walk(resolver: URLResolver, route: str, space: str) -> Iterator[Address]:
        for entry in resolver.url_patterns:
            here = route + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, here, entry.namespace or space)
            elif isinstance(entry, URLPattern) and entry.name:
                plain = re.sub(r"<\w+:(\w+)>", r"<\1>", here)
                yield Address(f"{space}:{entry.name}", f"/{plain}", entry.callback.__name__)

    yield from walk(get_resolver(), "", "")


def mapped() -> Iterator[Address]:
    """Every address of docs/map.md."""
    row = re.compile(r"^\|[^|]*\| `(\w+:[\w-]+)` \| `([^`]+)` \| `[\w.]*?(\w+)` \|", re.MULTILINE)
    for name, route, view in row.findall(MAP):
        yield Address(name, route, view)


def test_map_names_every_address_and_no_other() -> None:
    assert sorted(mapped()) == sorted(served())


def test_tests_named_by_the_map_exist() -> None:
    missing = []
    for section in re.split(r"^## ", MAP, flags=re.MULTILINE):
        app = section.partition(":")[0]
        if not (PORTAL / app / "tests").is_dir():
            continue
        for row in re.findall(r"^\|.*`\w+:[\w-]+`.*\| ([^|]*) \|$", section, re.MULTILINE):
            missing += [
                f"{app}: {name}"
                for name in row.split(", ")
                if name != "–" and not (PORTAL / app / f"tests/test_{name}.py").exists()
            ]
    assert missing == []


def test_settings_are_all_documented() -> None:
    sources = (PORTAL / "config").glob("*.py")
    known = re.findall(r'"((?:TERAKOYA_\w+|PORT))"', "".join(p.read_text("utf-8") for p in sources))
    told = re.findall(
        r"^\| `(\w+)` \|", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(set(told)) == sorted(set(known))
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    "command", [name for name, app in get_commands().items() if str(app).startswith("terakoya.")]
)
def test_command_is_documented(command: str) -> None:
    assert f"`manage.py {command}" in MAP


def test_signals_are_documented() -> None:
    defined = [
        f"{path.parent.name}.{name}"
        for path in PORTAL.glob("*/signals.py")
        for name in re.findall(r"^(\w+) = .*Signal\(\)", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert defined
    assert [name for name in defined if f"`{name.split('.')[1]}`" not in MAP] == []


def test_make_targets_are_documented() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    text = "".join(path.read_text("utf-8") for path in DOCS)
    assert [name for name in sorted(targets) if f"make {name}" not in text] == []


def test_links_lead_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document, link in in_documents(r"\]\(([^)#]+)[^)]*\)")
        if not re.match(r"https?:|mailto:", link) and not (document.parent / link).exists()
    ]
    assert broken == []


def test_paths_of_the_repository_exist() -> None:
    missing = [
        f"{document.relative_to(ROOT)}: {path}"
        for document, path in in_documents(
            r"`((?:docs|src|tests|tools|courses|requirements)/[\w./-]*\w)`"
        )
        if not (ROOT / path).exists()
    ]
    assert missing == []


def in_documents(pattern: str) -> list[tuple[Path, str]]:
    """What a pattern finds in each document."""
    found = [
        (document, words)
        for document in DOCS
        for words in re.findall(pattern, document.read_text(encoding="utf-8"))
    ]
    assert found
    return found
