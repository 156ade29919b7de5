"""The documents of the footer: one folder a language, Japanese where a language has none.

Legal pages have versions (accounts.LegalText); their first ones are the templates here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string, select_template
from django.utils.safestring import SafeString, mark_safe

from ..accounts.choices import LegalDocument
from ..accounts.legal import first_version, version_on
from ..accounts.models import LegalText
from ..accounts.selectors import legal_texts_of
from ..common import clock
from ..common.plain_markup import html_of, text_of


class Document(StrEnum):
    """What the footer links to."""

    TERMS = "terms"
    PRIVACY = "privacy"
    COMMERCE = "commerce"
    ACCESSIBILITY = "accessibility"


@dataclass(frozen=True)
class VersionLink:
    """A version in the list at the end of a page."""

    version: str
    is_shown: bool
    is_in_force: bool


def document_template(name: str, language: str) -> str:
    """The template of a document in the reader's language."""
    found = select_template([f"web/documents/{code}/{name}.html" for code in (language, "ja")])
    return str(found.template.name)


def is_legal(name: str) -> bool:
    """Whether a document has versions."""
    return name in LegalDocument.values


def version_page(name: str, version: str | None, language: str) -> tuple[str, dict[str, Any]]:
    """The template and what it shows: a version, or the one in force; 404 where there is none."""
    texts = {text.version: text for text in legal_texts_of(name)}
    first = first_version(name)
    now = version_on([text.valid_from for text in texts.values()], first, clock.today())
    shown = version or now
    if shown != first and shown not in texts:
        raise Http404
    context: dict[str, Any] = {
        "document": name,
        "title": LegalDocument(name).label,
        "version": shown,
        f"{name}_version": shown,
        "is_coming": shown > now,
        "is_former": shown < now,
        "versions": [VersionLink(one, one == shown, one == now) for one in [*texts, first]],
    }
    if shown in texts:
        context["html"] = legal_html(texts[shown].text_in(language))
        return "web/legal_text.html", context
    return document_template(name, language), context


def legal_html(text: str) -> SafeString:
    """What the operator wrote, as a page shows it."""
    return mark_safe(html_of(text))  # noqa: S308 - html_of escapes all that was typed


def text_to_begin_with(name: str, language: str, context: dict[str, Any]) -> str:
    """The newest version as text, for the one who writes the next."""
    newest: LegalText | None = next(iter(legal_texts_of(name)), None)
    if newest is not None:
        return newest.text_in(language)
    page = render_to_string(document_template(name, language), context)
    article = page.partition("<article")[2].partition(">")[2].partition("</article>")[0]
    return text_of(article.partition('<nav class="versions"')[0])
