"""A deck that was never ours → a course of its own, a draft: its author adds what no deck holds.

One language, one goal, neither survey nor test. `terakoya check` says what a course of the
catalogue still needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import PurePath

from ....edition import EditionSettings, Hidden
from ....fields import fields_of
from ....layouts.identity import Part
from ....model import (
    AnySlide,
    Chapter,
    Course,
    CourseMeta,
    CourseText,
    Goal,
    Material,
    Minutes,
    Survey,
    TestPool,
)
from ....pruning import prune
from ....revision import sha256
from ....times import course_times
from ...marked_text.line import joined
from .content import Content
from .furniture import cleared
from .identity import Certainty, Recognised
from .instances import OWN, Instance, content_key, mint
from .languages import SlideChange
from .new_slides import NewSlides, PageImage
from .notice_groups import gathered
from .notices import Loss, Notice, of_the_file
from .page_forms import form_of
from .pictures import PictureFinder
from .report import FidelityReport, SlideReport, State
from .review_notes import Look, font_notices
from .sheets import DeckSource, SheetSource
from .words import word

GOAL = "learn"
MAX_CHAPTER = 700_000  # bytes of its words; with its marks less than a file of a course may have
MAX_CHAPTERS = 60  # of more sections the last chapter holds the rest
# What programs call a deck that nobody named.
_NO_TITLE = re.compile(
    r"(?:microsoft )?(?:power ?point)?[ \-‐–—:]*"
    r"(?:プレゼンテーション|presentation|présentation|презентация|präsentation|"
    r"presentación|演示文稿|簡報|프레젠테이션)?(?: (?:de )?power ?point)?[ \-]*\d*"
    r"|(?:スライド|slide|folie|diapositiva|diapositive|幻灯片|ページ|page|無題|タイトル|title|名称未設定|"
    r"タイトルのレイアウト|title text|"
    r"untitled|no slide title|no title|テンプレート|template)[ \-]*\d*|\d+ページ",
    re.IGNORECASE,
)
_KANA = re.compile("[\u3041-\u30ff]")
_NEW = Recognised("", Part.MAIN, Certainty.NEW)


@dataclass
class NewCourse:
    """One deck on its way to a course; `as_pictures` and `as_words` are pages (from 1) of which
    somebody said what they shall be.
    """

    deck: DeckSource
    language: str
    page_image: PageImage | None = None
    as_pictures: frozenset[int] = frozenset()
    as_words: frozenset[int] = frozenset()
    file_name: str = ""
    notices: list[Notice] = field(default_factory=list)

    def run(self) -> tuple[Material, EditionSettings, FidelityReport]:
        """Course, settings (the hidden pages) and report."""
        self.deck, furniture = cleared(self.deck)
        self.notices += furniture
        pictures = PictureFinder(self.deck.package, {})
        fresh = NewSlides(
            pictures,
            self.page_image,
            self.as_pictures,
            self.as_words,
            self.language,
            is_own_course=True,
        )
        instances = self._instances(fresh)
        slides = {one.id: fresh.make(one.first, one.id, GOAL) for one in instances}
        self.notices += [*of_the_file(self.deck), *fresh.notices, *pictures.notices]
        course = self._course(instances, slides)
        hashes = {name: sha256(data) for name, data in pictures.taken.items()}
        course = course.model_copy(update={"media": hashes})
        hidden = tuple(Hidden(slide=one.id) for one in instances if one.hidden)
        settings = EditionSettings(hidden=hidden)
        self._look(course, instances, slides, frozenset(pictures.decorative))
        material = prune(Material(course, pictures.taken), settings)
        return material, settings, self._report(instances, slides)

    def _instances(self, fresh: NewSlides) -> list[Instance]:
        """A slide a page; of a deck without any content, one stays."""
        taken: set[str] = set()
        made = []
        for sheet in [one for one in self.deck.sheets if not fresh.is_empty(one)] or (
            self.deck.sheets[:1]
        ):
            one = Instance("", {Part.MAIN: sheet}, _NEW)
            one.id = mint(OWN, content_key([sheet]), taken)
            taken.add(one.id)
            made.append(one)
        return made

    # -- the course -------------------------------------------------------------------------

    def _course(self, instances: Sequence[Instance], slides: dict[str, AnySlide]) -> Course:
        title = self._title(slides)
        key = content_key(self.deck.sheets)
        text = CourseText(
            language=self.language,
            chapters=tuple(self._chapters(instances, slides, title)),
            survey=Survey(title=title, intro=(), topics=(), scale=(), items=()),
            test=TestPool(title=title, intro=(), questions=()),
        )
        meta = CourseMeta(
            id=f"deck-{key}",
            version="draft",
            languages=(self.language,),
            title={self.language: title},
            subtitle={self.language: ""},
            description={self.language: ""},
            audience={self.language: ""},
            goals=(Goal(id=GOAL, text={self.language: self._word("goal")}),),
            minutes=Minutes(total=0, main=0, test=0, survey=0),
            pass_mark=80,
            blueprint=(),
            variables=(),
            origin="deck",
        )
        course = Course(meta=meta, texts=(text,), facts=(), glossary=(), readings=())
        main = ceil(course_times(course, self.language).main / 60)
        minutes = Minutes(total=main, main=main, test=0, survey=0)
        return course.model_copy(update={"meta": meta.model_copy(update={"minutes": minutes})})

    def _title(self, slides: dict[str, AnySlide]) -> str:
        """What the deck is called: as its first page says, else the file, else a page of it."""
        titles = [_title_of(sheet) for sheet in self.deck.sheets]
        first = next(slide.title for slide in slides.values())
        name = PurePath(self.file_name).stem
        heading = Content(self.deck.sheets[0]).title
        found = (titles[0], self.deck.title, heading, *titles[1:], name, first)
        return next((one for one in found if is_title(one)), self._word("untitled"))

    def _chapters(
        self, instances: Sequence[Instance], slides: dict[str, AnySlide], title: str
    ) -> Iterator[Chapter]:
        """A chapter for each section of the file, else for each section header, else one.

        One whose file would be larger than a course may hold is divided.
        """
        groups: list[tuple[str, list[AnySlide]]] = []
        has_sections = len(self.deck.sections) > 1
        last, begun, room = "", title, MAX_CHAPTER
        for one in instances:
            sheet = one.first
            begins = sheet.section != last if has_sections else sheet.is_section_header
            if (begins and len(groups) < MAX_CHAPTERS) or not groups:
                name = sheet.section if has_sections else _title_of(sheet) if begins else ""
                begun, room = name or title, MAX_CHAPTER
                groups.append((begun, []))
            size = _size_of(slides[one.id])
            if size > room and groups[-1][1]:
                groups.append((self._word("continued", title=begun), []))
                room = MAX_CHAPTER
            room -= size
            last = sheet.section
            groups[-1][1].append(slides[one.id])
        for number, (name, own) in enumerate(groups, 1):
            yield Chapter(id=f"chapter-{number}", title=name, slides=tuple(own))

    def _word(self, code: str, **values: str) -> str:
        return word(self.language, "course", code, values)

    # -- the report -------------------------------------------------------------------------

    def _look(
        self,
        course: Course,
        instances: Sequence[Instance],
        slides: dict[str, AnySlide],
        decorative: frozenset[str],
    ) -> None:
        empty = course.source.model_copy(update={"chapters": ()})
        changes = {slide_id: SlideChange(slide, slide, {}) for slide_id, slide in slides.items()}
        look = Look(course, empty, {}, {}, frozenset(), decorative)
        self.notices += look.notices(instances, changes)
        kept_whole = (Loss.AS_PICTURE, Loss.COVER)
        drawn = {one.page for one in self.notices if one.page and one.loss in kept_whole}
        self.notices += font_notices(instances, drawn)

    def _report(self, instances: Sequence[Instance], slides: dict[str, AnySlide]) -> FidelityReport:
        reports, chosen = [], self.as_pictures | self.as_words
        for one in instances:
            states = (State.NEW, State.HIDDEN) if one.hidden else (State.NEW,)
            title = slides[one.id].title
            form, reasons = form_of(slides[one.id], one.page, self.notices, chosen)
            report = SlideReport(one.id, title, (one.page,), states, form=form, reasons=reasons)
            reports.append(report)
        return FidelityReport("", self.language, "", tuple(reports), gathered(self.notices))


def language_of(deck: DeckSource) -> str:
    """The language of a deck: what its words say, else what the file says."""
    words = " ".join(block.text for sheet in deck.sheets for block in sheet.blocks)
    if _KANA.search(words):
        return "ja"
    said = deck.language[:2].lower()
    return said if re.fullmatch("[a-z]{2}", said) and said != "ja" else "en"


def is_title(text: str) -> bool:
    """Whether a text may be the title of a course: programs give names that say nothing."""
    name = re.sub(r"(?:\.pptx?|^Microsoft (?:Office )?PowerPoint - )", "", text.strip())
    return bool(name) and not _NO_TITLE.fullmatch(name)


def _size_of(slide: AnySlide) -> int:
    """The bytes of a slide's words."""
    return sum(len(text.encode()) for text in fields_of(slide).values() if isinstance(text, str))


def _title_of(sheet: SheetSource) -> str:
    return " ".join(joined(sheet.title).text.split()) if sheet.title else ""
