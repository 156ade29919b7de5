"""Texts of the model as HTML: readings become ruby, stress becomes `<strong>`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from markupsafe import Markup, escape

from ...inline import Span, fill_lines, parse, plain
from ...model import AnySlide, Course, ListItem, TitleSlide
from ...text.list_numbers import is_numbered

BREAK = Markup("<br>")
TITLE_BREAK = "／"  # in the title of the title layout, where a line ends
_AFTER_LETTER = re.compile(rf"(?<=[!-~]){TITLE_BREAK}")


def values_of(course: Course, language: str, values: Mapping[str, str] | None) -> dict[str, str]:
    """The company's values over the defaults of the course, in one language."""
    defaults = {
        one.key: one.default.get(language) or one.default.get(course.meta.languages[0], "")
        for one in course.meta.variables
    }
    return {**defaults, **(values or {})}


def rich(text: str, values: Mapping[str, str]) -> Markup:
    """A text as HTML, a line break where it has one; lines with an empty variable go away."""
    return BREAK.join(spans_html(parse(line)) for line in fill_lines(text.split("\n"), values))


def unlinked(text: str, values: Mapping[str, str]) -> Markup:
    """The same without links, for words on a button: nothing can be opened inside it."""
    lines = fill_lines(text.split("\n"), values)
    return BREAK.join(spans_html(replace(one, link="") for one in parse(line)) for line in lines)


def unbroken(html: Markup) -> Markup:
    """A text in which no line ends inside a word that browsers take for two.

    `word-break: auto-phrase` finds the ends of phrases by itself, but tears なぜ after a full stop.
    """
    return Markup(html.replace("なぜ", "な\u2060ぜ"))  # noqa: S704 - adds a word joiner alone


def rich_lines(text: str, values: Mapping[str, str]) -> tuple[Markup, ...]:
    """The lines of a text, each as HTML; those with an empty variable go away."""
    return tuple(spans_html(parse(line)) for line in fill_lines(text.split("\n"), values))


@dataclass(frozen=True)
class ListNode:
    """A paragraph of a list as HTML, and those below it; `is_numbered`: its number says enough."""

    text: Markup
    is_numbered: bool = False
    below: list[ListNode] = field(default_factory=list)


def nested(items: Iterable[ListItem], values: Mapping[str, str]) -> list[ListNode]:
    """The paragraphs of a page of text, each with those that stand deeper below it."""
    roots: list[ListNode] = []
    above: list[tuple[int, ListNode]] = []
    for item in items:
        if shown := rich(item.text, values):
            node = ListNode(shown, is_numbered(plain(item.text)))
            while above and above[-1][0] >= item.level:
                above.pop()
            (above[-1][1].below if above else roots).append(node)
            above.append((item.level, node))
    return roots


def bare(text: str, values: Mapping[str, str]) -> str:
    """A text without marks on one line, for attributes and lists."""
    return " ".join(plain(line) for line in fill_lines(text.split("\n"), values))


def spans_html(spans: Iterable[Span]) -> Markup:
    """A run of spans as HTML; neighbours that are stressed share one `<strong>`."""
    out = Markup()
    for stressed, run in groupby(spans, key=lambda span: span.stress):
        inner = Markup().join(_linked(link, part) for link, part in groupby(run, key=_link_of))
        out += Markup("<strong>{}</strong>").format(inner) if stressed else inner
    return out


def _link_of(span: Span) -> str:
    return span.link


def _linked(link: str, spans: Iterable[Span]) -> Markup:
    """Words that lead somewhere, in a window of their own that knows nothing of this one."""
    words = Markup().join(map(_span_html, spans))
    if not link:
        return words
    if not link.startswith("http"):
        return Markup('<a href="{}">{}</a>').format(link, words)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
        link, words
    )


def _span_html(span: Span) -> Markup:
    if span.ruby is None:
        return escape(span.text)
    return Markup("<ruby>{}<rt>{}</rt></ruby>").format(span.text, span.ruby)


def title_html(slide: AnySlide, values: Mapping[str, str]) -> Markup:
    """The title of a slide as HTML, broken into lines where the title layout asks for it."""
    if not isinstance(slide, TitleSlide):
        return rich(slide.title, values)
    return BREAK.join(rich(line, values) for line in slide.title.split(TITLE_BREAK))


def slide_title(
    slide: AnySlide, *, course: Course, language: str, values: Mapping[str, str] | None = None
) -> str:
    """The title of a slide as plain text on one line, for a table of contents."""
    title = slide.title
    if isinstance(slide, TitleSlide):
        title = _AFTER_LETTER.sub(" ", title).replace(TITLE_BREAK, "")
    return bare(title, values_of(course, language, values))
