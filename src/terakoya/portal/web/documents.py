"""The documents of the footer: one folder a language, Japanese where a language has none."""

from __future__ import annotations

from enum import StrEnum

from django.template.loader import select_template


class Document(StrEnum):
    """What the footer links to."""

    TERMS = "terms"
    PRIVACY = "privacy"
    COMMERCE = "commerce"
    ACCESSIBILITY = "accessibility"


def document_template(name: Document, language: str) -> str:
    """The template of a document in the reader's language."""
    found = select_template([f"web/documents/{code}/{name}.html" for code in (language, "ja")])
    return str(found.template.name)
