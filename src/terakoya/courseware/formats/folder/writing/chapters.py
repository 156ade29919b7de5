"""Chapters → Markdown files: the chapter's YAML, then each slide's YAML and its words."""

from __future__ import annotations

from collections.abc import Mapping

from ....model import TWO_SHEETS, AnySlide, Chapter, CourseText
from ....text.words import word_line
from .values import values_of
from .yaml_text import yaml_text

Source = Mapping[str, AnySlide]


def chapter_files(text: CourseText, source: CourseText | None) -> dict[str, str]:
    """The chapters and the bank of one language: name below the language's folder → text.

    `source` is the course in its source language when `text` is a translation.
    """
    slides = {slide.id: slide for _, slide in source.every_slide()} if source else {}
    heads = {one.id: one for one in (*source.chapters, *source.bank)} if source else {}
    files = {}
    for folder, chapters in (("", text.chapters), ("bank/", text.bank)):
        width = max(2, len(str(10 * len(chapters))))
        for number, chapter in enumerate(chapters, 1):
            name = f"{folder}{10 * number:0{width}}-{chapter.id}.md"
            files[name] = _chapter(chapter, heads.get(chapter.id), slides)
    return files


def _chapter(chapter: Chapter, source: Chapter | None, slides: Source) -> str:
    head = values_of(chapter, source)
    head.pop("slides", None)
    parts = [yaml_text(head)]
    for slide in chapter.slides:
        parts.append(yaml_text(values_of(slide, slides.get(slide.id))))
        parts.append(_words(slide))
    return "---\n" + "---\n".join(parts)


def _words(slide: AnySlide) -> str:
    sheets = [(slide.title, slide.narration)]
    if isinstance(slide, TWO_SHEETS):
        sheets.append((slide.answer_title, slide.answer_narration))
    blocks = [
        block
        for title, paragraphs in sheets
        for block in (f"# {word_line(title)}", *map(word_line, paragraphs))
    ]
    return "\n\n".join(blocks) + "\n"
