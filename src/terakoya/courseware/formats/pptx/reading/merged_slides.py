"""Slides whose words were put on the page of another slide: two pages made one.

What rests on the words goes with them: the facts of law, and the questions of the test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ....model import AnySlide, Course, Question
from ....text.alignment import folded
from ....texts import texts_of
from ...marked_text.restorer import MarkupRestorer
from .identity import name_of
from .instances import Instance
from .languages import SlideChange
from .notices import Loss, Notice
from .question_references import with_questions
from .reading import is_field
from .sheets import SheetSource

_BESIDE = ("title", "answer_title", "kicker", "narration", "answer_narration", "source")
_HALF = 0.5  # of the texts that a slide alone has
_FEW = 2  # one text that stands elsewhere, too, is a sentence that was copied


@dataclass(frozen=True)
class MergedSlides:
    """The slides of the base that went into others; `into` are the ids of both."""

    slides: Mapping[str, AnySlide]
    into: Mapping[str, str]

    @classmethod
    def of(
        cls,
        slides: Mapping[str, AnySlide],
        instances: Sequence[Instance],
        markup: MarkupRestorer,
    ) -> MergedSlides:
        """Those of `slides` that no page shows any more, and whose words another page has.

        Only words that no other slide has say so: pages about alike laws share most of theirs.
        """
        gone = set(slides) - {one.base for one in instances} - {one.id for one in instances}
        own = _own_texts(slides, markup) if gone else {}
        said = [(one, _named(one), _lines(one)) for one in instances] if gone else []
        into = {}
        for slide in sorted(gone):
            texts = own[slide]
            scored = [(len(texts & lines), named[slide], one) for one, named, lines in said]
            found, count, one = max(scored, key=lambda score: score[:2])
            is_typed = found >= _FEW and found >= _HALF * len(texts)
            if is_typed or (found and count >= _FEW):
                into[slide] = one.continues or one.id
        return cls(slides, into)

    def with_facts(self, changes: Mapping[str, SlideChange]) -> dict[str, SlideChange]:
        """The slides with the facts of those that went into them, and as binding as those."""
        found = dict(changes)
        for gone, slide in self.into.items():
            change, was = found[slide], self.slides[gone]
            facts = tuple(dict.fromkeys((*change.new.facts, *was.facts)))
            required = "legal" if was.required == "legal" else change.new.required
            new = change.new.model_copy(update={"facts": facts, "required": required})
            found[slide] = replace(change, new=new)
        return found

    def with_questions(self, course: Course) -> Course:
        """The course whose questions name the slides that have the words now."""
        return with_questions(course, self._asked) if self.into else course

    def _asked(self, question: Question) -> Question:
        slides = tuple(dict.fromkeys(self.into.get(one, one) for one in question.slides))
        same = slides == question.slides
        return question if same else question.model_copy(update={"slides": slides})

    def notices(self, instances: Sequence[Instance], markup: MarkupRestorer) -> Iterator[Notice]:
        """One for each slide that went into another."""
        pages = {one.id: one.page for one in instances}
        for gone, slide in self.into.items():
            title = markup.shown(self.slides[gone].title)
            yield Notice(Loss.SLIDES_MERGED, pages[slide], {"title": title})


def _named(one: Instance) -> Counter[str]:
    """How many fields of each slide stand on the pages of one by their names."""
    blocks = (block for sheet in one.sheets.values() for block in sheet.blocks if block.text)
    return Counter(said[0] for block in blocks if (said := name_of(block)) and is_field(said[1]))


def _lines(one: Instance) -> set[str]:
    return {line for sheet in one.sheets.values() for line in _lines_of(sheet)}


def _lines_of(sheet: SheetSource) -> Iterator[str]:
    for block in sheet.blocks:
        if not block.hidden:
            yield from (folded(line) for line in block.text.split("\n"))


def _own_texts(slides: Mapping[str, AnySlide], markup: MarkupRestorer) -> dict[str, set[str]]:
    """The texts of each slide that no other one shows."""
    texts = {name: _texts(slide, markup) for name, slide in slides.items()}
    shown = Counter(text for said in texts.values() for text in said)
    return {name: {text for text in said if shown[text] == 1} for name, said in texts.items()}


def _texts(slide: AnySlide, markup: MarkupRestorer) -> set[str]:
    """What a slide shows beside its title, line by line."""
    texts = (
        markup.shown(text)
        for path, text in texts_of(slide)
        if path[0] not in _BESIDE and path[-1] != "alt"
    )
    return {folded(line) for text in texts for line in text.split("\n") if line.strip()}
