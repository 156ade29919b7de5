"""The documents of the footer: one folder a language, Japanese where a language has none.

Legal pages have versions (accounts.LegalText); their first ones are the templates here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.http import Http404
from django.template.loader import render_to_string, select_template
from django.utils.safestring import SafeString

from ..accounts.choices import LegalDocument
from ..accounts.legal import first_version, version_on
from ..accounts.models import LegalText, Member
from ..accounts.selectors import accepted_on, legal_texts_of
from ..common import clock
from ..common.plain_markup import html_of, text_of
from ..orders.cancelling import free_days, legal_sentence

# Stands in a text for the sentence on free cancelling, whose days the operator sets.
FREE_CANCELLING: Final = "{free-cancelling}"


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


def version_page(
    name: str, version: str | None, language: str, reader: Member | None = None
) -> tuple[str, dict[str, Any]]:
    """The template and what it shows: a version, or the one in force; 404 where there is none.

    A reader whose organisation has accepted the version finds it as it was on that day.
    """
    texts = {text.version: text for text in legal_texts_of(name)}
    first = first_version(name)
    now = version_on([text.valid_from for text in texts.values()], first, clock.today())
    shown = version or now
    if shown != first and shown not in texts:
        raise Http404
    accepted = accepted_on(reader.organisation_id, name, shown) if reader else None
    context: dict[str, Any] = {
        "document": name,
        "title": LegalDocument(name).label,
        "version": shown,
        f"{name}_version": shown,
        "is_coming": shown > now,
        "is_former": shown < now,
        "versions": [VersionLink(one, one == shown, one == now) for one in [*texts, first]],
        "free_cancelling": legal_sentence(free_days(accepted or _day_of(shown, [*texts, first]))),
        "accepted_on": accepted,
    }
    if shown in texts:
        context["html"] = legal_html(texts[shown].text_in(language), context["free_cancelling"])
        return "web/legal_text.html", context
    return document_template(name, language), context


def _day_of(version: str, versions: list[str]) -> dt.date:
    """Today, or the nearest day to it on which a version held or will hold."""
    first = dt.date.fromisoformat(version)
    later = [dt.date.fromisoformat(one) for one in versions if one > version]
    last = min(later) - dt.timedelta(days=1) if later else dt.date.max
    return min(max(clock.today(), first), last)


def legal_html(text: str, free_cancelling: str | None = None) -> SafeString:
    """What the operator wrote, as a page shows it; the days of free cancelling are today's."""
    said = legal_sentence(free_days()) if free_cancelling is None else free_cancelling
    return html_of(text.replace(FREE_CANCELLING, said))


def text_to_begin_with(name: str, language: str, context: dict[str, Any]) -> str:
    """The newest version as text, for the one who writes the next."""
    newest: LegalText | None = next(iter(legal_texts_of(name)), None)
    if newest is not None:
        return newest.text_in(language)
    filled = {**context, "free_cancelling": FREE_CANCELLING}
    page = render_to_string(document_template(name, language), filled)
    article = page.partition("<article")[2].partition(">")[2].partition("</article>")[0]
    colon = "：" if language == "ja" else ": "
    return text_of(article.partition('<nav class="versions"')[0], colon)
