"""The narration of a slide as sentences, so that captions and seeking can point at each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from ...inline import Span, fill_lines, parse
from ...model import AnySlide, CaseSlide, CheckSlide, Course
from ...text.sentences import sentence_ends
from .texts import spans_html, values_of
from .words import words_of

Sentence = tuple[Span, ...]


def sentences(paragraph: str) -> tuple[Sentence, ...]:
    """The sentences of a paragraph (variables already filled), each as spans."""
    spans = parse(paragraph)
    text = "".join(span.text for span in spans)
    parts = _divide(spans, sentence_ends(text))
    return tuple(part for part in parts if any(span.text.strip() for span in part))


def _divide(spans: Sequence[Span], cuts: Sequence[int]) -> Iterator[Sentence]:
    """Cut a run of spans at offsets of its text; a word with a reading is never cut."""
    sentence: list[Span] = []
    position = 0
    for span in spans:
        end = position + len(span.text)
        inside = [cut for cut in cuts if position < cut < end and span.ruby is None]
        for start, stop in pairwise((position, *inside, end)):
            if start in cuts and sentence:
                yield tuple(sentence)
                sentence = []
            sentence.append(replace(span, text=span.text[start - position : stop - position]))
        position = end
    yield tuple(sentence)


def transcript_html(
    slide: AnySlide,
    *,
    course: Course,
    language: str,
    values: Mapping[str, str] | None = None,
) -> str:
    """The narration as `<p><span class="s" data-i="0">…</span>…</p>`, a span a sentence.

    `data-i` counts through the whole slide. The narration of an answer stands in
    `<details data-part="answer">`, so that nobody reads it before choosing.
    """
    return draw_transcript(slide, language=language, values=values_of(course, language, values))


def draw_transcript(slide: AnySlide, *, language: str, values: Mapping[str, str]) -> str:
    """Draw a transcript of all that it depends on; `values` hold the defaults too."""
    count = _Counter()
    out = Markup('<div class="script" lang="{}">{}').format(
        language, _paragraphs(slide.narration, values, count)
    )
    if isinstance(slide, (CaseSlide, CheckSlide)):
        out += Markup('<details data-part="answer"><summary>{}</summary>{}</details>').format(
            words_of(language)["answer_narration"],
            _paragraphs(slide.answer_narration, values, count),
        )
    return str(out + Markup("</div>"))


def sheet_sentences(
    texts: Sequence[str], *, course: Course, language: str, values: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The sentences of one sheet's narration as plain text: what `data-i` counts."""
    filled = values_of(course, language, values)
    return tuple(
        "".join(span.text for span in one)
        for text in texts
        for line in fill_lines(text.split("\n"), filled)
        for one in sentences(line)
    )


class _Counter:
    def __init__(self) -> None:
        self.next = 0

    def take(self) -> int:
        self.next += 1
        return self.next - 1


def _paragraphs(texts: Sequence[str], values: Mapping[str, str], count: _Counter) -> Markup:
    out = Markup()
    for text in texts:
        lines = fill_lines(text.split("\n"), values)
        spans = Markup().join(
            Markup('<span class="s" data-i="{}">{}</span>').format(count.take(), spans_html(one))
            for line in lines
            for one in sentences(line)
        )
        if spans:
            out += Markup("<p>{}</p>").format(spans)
    return out
