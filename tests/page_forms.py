"""The forms of a page as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from django.http import HttpResponse
from lxml import html
from lxml.html import FormElement, InputElement, SelectElement, TextareaElement

TYPED = {  # what a person types where nothing stands, by a part of the field's name
    "email": "typed@mihon.example",
    "postal": "123-4567",
    "phone": "03-0000-0000",
    "kana": "ヤマダ ハナコ",
    "seats": "10",
    "months": "1",
    "_on": "2026-12-10",
    "date": "2026-12-10",
    "number": "77",
    "password": "correct horse 7",
}


@dataclass(frozen=True)
class PageForm:
    """Where a form goes, how, and what stands in it."""

    action: str
    method: str
    fields: dict[str, str]
    hidden: frozenset[str]


def forms_of(page: HttpResponse, address: str) -> list[PageForm]:
    """Every form of a page, with something in each field."""
    if not page.headers.get("Content-Type", "").startswith("text/html") or not page.content:
        return []
    tree = html.document_fromstring(page.content.decode())
    return [
        PageForm(
            urljoin(address, form.get("action") or address),
            (form.get("method") or "get").upper(),
            dict(_fields(form)),
            frozenset(form.xpath(".//input[@type='hidden']/@name")),
        )
        for form in tree.iter("form")
        if isinstance(form, FormElement)
    ]


def _fields(form: FormElement) -> list[tuple[str, str]]:
    found = []
    for one in form.inputs:
        name = one.get("name")
        if not name or name == "csrfmiddlewaretoken" or one.get("type") == "file":
            continue
        found.append((name, _value(one, name)))
    buttons = form.xpath(".//button[@name]")
    return [*found, *((one.get("name"), one.get("value", "")) for one in buttons[:1])]


def _value(one: InputElement | SelectElement | TextareaElement, name: str) -> str:
    if isinstance(one, SelectElement):
        options = [value for value in one.value_options if value]
        return str(one.value or (options[0] if options else ""))
    value = one.value if isinstance(one, TextareaElement) else one.get("value")
    if value:
        return str(value)
    return next((typed for part, typed in TYPED.items() if part in name), "みほん")
