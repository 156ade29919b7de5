"""What is done once for tests that ask who gets an answer and not what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import pytest
from django.http import HttpRequest
from django.template.backends.django import Template
from django.urls import get_resolver

from terakoya.courseware.formats import Format

from .selection import IS_DEEP

FAILURES: Final = "web/failures/"


@contextmanager
def drawn_once(folder: str = "") -> Iterator[None]:
    """Draw each page whose template is in `folder` the first time only, and leave it empty later.

    Pages show what their query asks for: another query is drawn anew. What is drawn without a
    request, such as a mail, is always drawn; in the deep run everything is.
    """
    drawn: set[tuple[str, str]] = set()
    draw = Template.render

    def render(self: Template, context: Any = None, request: HttpRequest | None = None) -> Any:
        name = self.template.name or ""
        if request is not None and name.startswith(folder):
            page = name, request.META.get("QUERY_STRING", "")
            if page in drawn:
                return ""
            drawn.add(page)
        return draw(self, context, request)

    with pytest.MonkeyPatch.context() as patch:
        if not IS_DEEP:
            patch.setattr(Template, "render", render)
        yield


@contextmanager
def not_drawn() -> Iterator[None]:
    """Leave every page empty; in the deep run all are drawn."""
    draw = Template.render

    def render(self: Template, context: Any = None, request: HttpRequest | None = None) -> Any:
        return draw(self, context, request) if request is None else ""

    with pytest.MonkeyPatch.context() as patch:
        if not IS_DEEP:
            patch.setattr(Template, "render", render)
        yield


@contextmanager
def resolved_once() -> Iterator[None]:
    """Find the view of each address once, where many ask for the same address."""
    resolver = get_resolver()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resolver, "resolve", cache(resolver.resolve))
        yield


@contextmanager
def no_file_built() -> Iterator[None]:
    """Leave every file empty that is built of a course; in the deep run all are built."""
    with pytest.MonkeyPatch.context() as patch:
        if not IS_DEEP:
            patch.setattr(Format, "write", lambda *_, **__: b"")
            for writer in ("kit.kit_zip", "xlsx.writing.survey.book.write_filled"):
                patch.setattr(f"terakoya.courseware.formats.{writer}", lambda *_, **__: b"")
        yield
