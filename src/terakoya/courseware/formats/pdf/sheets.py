"""A course in one language → plain values for typst: every text as runs, never as markup.

A run is `[text, stressed]`, of a link `[text, stressed, address]`; a text is a list of runs, and an
empty list says that it is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...inline import plain
from ...layouts import sheets_of
from ...layouts.identity import Part as SheetPart
from ...layouts.sheet import Setting
from ...model import (
    STRUCTURAL,
    TWO_SHEETS,
    AnySlide,
    CaseSlide,
    Chapter,
    ChapterSlide,
    ContactSlide,
    CourseText,
    ListItem,
    MatrixSlide,
    PageSlide,
    Part,
    Picture,
    TitleSlide,
)
from ...text.list_numbers import is_numbered
from ...variables import filled
from .planned import has_own_title, planned_values, runs_of

Runs = list[list[object]]
Value = dict[str, Any]

TITLE_BREAK = "／"
# Between letters a title's break stands for a space: STOP!／カスタマー is STOP! カスタマー.
_BREAK_AT_LETTER = re.compile(rf"(?<=[!-~])\s*{TITLE_BREAK}\s*|\s*{TITLE_BREAK}\s*(?=[!-~])")
# Layouts that the templates draw by themselves; of all others the plan is drawn.
_DRAWN_BY_HAND = {
    *("title", "bullets", "two-columns", "table", "matrix", "steps", "law-quote", "picture"),
    *("case", "check", "contact", "summary", "page", "text"),
}
_DESK = ("desk.name", "desk.person", "desk.extension", "desk.hours")


@dataclass(frozen=True)
class SheetMaker:
    """Makes the sheets of one course text with a company's values."""

    words: Mapping[str, Any]
    values: Mapping[str, str]
    aspect: Callable[[str], float] = lambda _file: 4 / 3

    def chapters_and_answers(self, text: CourseText) -> tuple[list[Value], list[Value]]:
        """Every chapter with its sheets, and the sheets with the answers of cases and checks.

        `number` counts both in the order of the deck; `answered` is the id of the slide whose
        answer stands among the answers, empty where there is none.
        """
        chapters: list[Value] = []
        answers: list[Value] = []
        number = 0
        for chapter in text.chapters:
            sheets: list[Value] = []
            for slide in chapter.slides:
                has_answer = isinstance(slide, TWO_SHEETS)
                for place, sheet in enumerate(self._sheets(chapter, slide)):
                    number += 1
                    sheet |= {"number": str(number), "answered": slide.id if has_answer else ""}
                    (answers if has_answer and place else sheets).append(sheet)
            chapters.append({"title": self.runs(chapter.title), "sheets": sheets})
        return chapters, answers

    def runs(self, text: str) -> Runs:
        """A text as runs, with the company's values."""
        return runs_of(filled(text, self.values))

    def _sheets(self, chapter: Chapter, slide: AnySlide) -> Iterator[Value]:
        sheet = self.value_of(slide)
        sheet |= {"kicker": self.runs(slide.kicker) or self.runs(chapter.title), "harsh": []}
        sheet["title"] = sheet["title"] or self.runs(chapter.title)
        if isinstance(slide, TitleSlide):
            sheet |= self._title_lines(slide)
        elif isinstance(slide, ContactSlide):
            sheet["desk"] = self._desk()
        elif isinstance(slide, MatrixSlide):
            sheet |= self._matrix_heads(slide)
        elif isinstance(slide, PageSlide):
            heard = [slide.picture.alt, *slide.text]
            words = "\n".join(plain(filled(text, self.values)) for text in heard if text)
            sheet["picture"] = {**sheet["picture"], "alt": words}
        elif isinstance(slide, CaseSlide):
            sheet["harsh"] = self.runs(slide.harsh)
        values = {SheetPart.MAIN: sheet}
        if isinstance(slide, TWO_SHEETS):
            answer = {
                "kicker": self._answer_kicker(slide.kicker or chapter.title),
                "title": self.runs(slide.answer_title),
                "narration": self._texts(slide.answer_narration),
                "harsh": [],
            }
            values = {SheetPart.MAIN: {**sheet, "point": []}, SheetPart.ANSWER: sheet | answer}
        if slide.layout not in _DRAWN_BY_HAND or slide.has_later_look:
            yield from self._planned(chapter, slide, values)
        elif len(values) == 1:
            yield sheet
        else:
            for part, name in ((SheetPart.MAIN, "scene"), (SheetPart.ANSWER, "answer")):
                yield {**values[part], "layout": f"{slide.layout}-{name}"}

    def _planned(
        self, chapter: Chapter, slide: AnySlide, values: Mapping[SheetPart, Value]
    ) -> Iterator[Value]:
        """The sheets of a slide whose look is drawn by its plan."""
        if isinstance(slide, ChapterSlide):
            # On paper the chapter's heading stands there already; a drawn sheet would say it twice.
            yield {**values[SheetPart.MAIN], "layout": "chapter"}
            return
        setting = Setting(self.words, self.values, self.aspect)
        for one in sheets_of(slide, chapter.title, setting):
            yield {
                **values[one.identity.part],
                "layout": "planned",
                "shapes": planned_values(one),
                "own_title": has_own_title(one),
            }

    def _title_lines(self, slide: TitleSlide) -> Value:
        """The lines of the title, a space kept where letters meet a break: it joins them again."""
        title = _BREAK_AT_LETTER.sub(f" {TITLE_BREAK}", filled(slide.title, self.values))
        return {"title_lines": [self.runs(line) for line in title.split(TITLE_BREAK)]}

    def _desk(self) -> Value:
        name, person, extension, hours = (self.values.get(key, "") for key in _DESK)
        return {
            "name": name or self.words["no_desk"],
            "rows": [
                [self.words[word], value, word == "desk_extension"]
                for word, value in (
                    ("desk_person", person),
                    ("desk_extension", extension),
                    ("desk_hours", hours),
                )
                if name and value
            ],
        }

    def _answer_kicker(self, kicker: str) -> Runs:
        """事例1　家電売場 becomes 事例1　解説: what comes after the gap was about the scene."""
        gap, answer = self.words["gap"], self.words["answer"]
        return self.runs(f"{kicker.split(gap)[0]}{gap}{answer}")

    def _matrix_heads(self, slide: MatrixSlide) -> Value:
        """The heads of the matrix, each with its axis, unless its words name the axis already."""
        return {
            name: [self._matrix_head(axis, text) for text in texts]
            for name, axis, texts in (
                ("columns", "axis_manner", slide.columns),
                ("rows", "axis_demand", slide.rows),
            )
        }

    def _matrix_head(self, axis: str, text: str) -> Value:
        runs, label = self.runs(text), str(self.words[axis])
        named = label.lower() in "".join(str(words) for words, *_ in runs).lower()
        return {"axis": "" if named else label, "words": runs}

    def _texts(self, texts: tuple[str, ...]) -> list[Runs]:
        return [runs for runs in map(self.runs, texts) if runs]

    def value_of(self, part: Part) -> Value:
        """The fields of a slide or of a part of one, its texts as runs."""
        value: Value = {}
        for name, info in type(part).model_fields.items():
            field = getattr(part, name)
            structural = info.json_schema_extra == STRUCTURAL
            value[name] = field if structural and isinstance(field, str) else self._field(field)
        if isinstance(part, Picture):
            value["alt"] = plain(filled(part.alt, self.values))
        if isinstance(part, ListItem):
            value["numbered"] = is_numbered(plain(part.text))
        return value

    def _field(self, field: object) -> object:
        if isinstance(field, str):
            return self.runs(field)
        if isinstance(field, Part):
            return self.value_of(field)
        if isinstance(field, tuple) and any(isinstance(item, Part) for item in field):
            return [self._field(item) for item in field]
        if isinstance(field, tuple):
            return [self.runs(item) for item in field]
        return field
