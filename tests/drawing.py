"""Pages that are drawn once, for tests that ask who gets a page and not what stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.http import HttpRequest
from django.template.backends.django import Template

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
