"""Everything in its place: recognised sheets become the slides of a course again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .... import inline
from ....edition import NO_SETTINGS, EditionSettings, Hidden
from ....layouts.identity import Part
from ....model import AnySlide, ContactSlide, Course, CourseText, Material, PageSlide
from ....pruning import prune
from ....revision import revision_id, sha256
from ....texts import texts_of
from ....variables import values_of
from ...marked_text.line import Line, joined
from ...marked_text.restorer import MarkupRestorer
from ..writing.words import words_of
from .chapter_titles import CalledBy, divider_apart, mixed_numbers, one_title, title_apart
from .copies import is_copy_of, settle_copies
from .course_texts import CourseTexts
from .dangling_references import DanglingReferences
from .extras import Extra
from .furniture import cleared
from .identity import Certainty, Electorate, Recognised
from .instances import OWN, Instance, join_sheets, without_doubles
from .judgements import judgement_words
from .languages import SlideChange
from .likeness import BaseLikeness, fingerprint_of
from .merged_slides import MergedSlides
from .naming import Namer, is_named
from .new_slides import NewSlides, PageImage, kept
from .notice_groups import gathered
from .notices import Loss, Notice, of_the_file
from .overflow_slides import OverflowSlides, left_out
from .own_chapters import OwnChapters, without_line
from .pairing import beside_partners, by_titles
from .pictures import PictureFinder
from .places import (
    DIVIDER,
    Places,
    odd_sections,
    sections_of,
    torn_chapters,
    without_idle_sections,
)
from .reading import Reading
from .refusals import Refusal, UnreadableDeck
from .report import FidelityReport, Names, SlideReport, State
from .review_notes import Look, font_notices, layout_notice, lettering_notices
from .sheets import DeckSource
from .slide_reports import SlideReports
from .slides import read_slide
from .slides.contact import desk_values
from .slides.heads import kicker_shown
from .translations import untranslated
from .values import decide, value_notices
from .waiting_words import WaitingWords, waiting_in


@dataclass(frozen=True)
class Imported:
    """What a deck gave: the course with its pictures, the edition's settings, and the report.

    `pages` says for each slide on which page each of its sheets stands, from 1.
    """

    material: Material
    settings: EditionSettings
    report: FidelityReport
    pages: Mapping[str, Mapping[Part, int]] = field(default_factory=dict)


@dataclass
class Import:
    """One import of a deck against a base, step by step."""

    deck: DeckSource
    base: Material
    language: str
    settings: EditionSettings = NO_SETTINGS
    choices: Mapping[int, str | None] = field(default_factory=dict)
    page_image: PageImage | None = None
    as_pictures: frozenset[int] = frozenset()
    as_words: frozenset[int] = frozenset()
    notices: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        course = self.base.course
        self.text: CourseText = course.text(self.language)
        self.words = words_of(self.language)
        self.expected = values_of(course, self.language, self.settings.values(self.language))
        self.values = dict(self.expected)
        self.pictures = PictureFinder(self.deck.package, self.base.media)
        self.namer = Namer(self.base, self.language, self.expected)
        self.deck, furniture = cleared(self.deck, self.namer.is_drawn)
        self.notices += furniture
        self.homes = {slide.id: chapter.id for chapter, slide in self.text.every_slide()}
        self.slides: dict[str, AnySlide] = {s.id: s for _, s in self.text.every_slide()}
        self.bank = {slide.id for _, slide in self.text.bank_slides()}
        self.titles = {
            chapter.id: chapter.title for chapter in (*self.text.chapters, *self.text.bank)
        }
        self.judgements = judgement_words(
            self.slides.values(), MarkupRestorer(self.expected), self.language
        )
        self.new_titles: dict[str, str] = {}
        self.own_chapters = OwnChapters()
        self.extras: dict[str, Sequence[Extra]] = {}

    # -- the whole --------------------------------------------------------------------------

    def run(self) -> Imported:
        """Read the deck."""
        instances = self._recognised()
        self.notices += of_the_file(self.deck)
        made_from = self.deck.properties.get("terakoya:revision", "")
        if made_from and made_from != revision_id(self.base.course):
            self.notices.append(Notice(Loss.OTHER_REVISION, None))
        self._settle_values(instances)
        self._settle_titles(instances)
        self.own_chapters = self._found_chapters(instances)
        instances, changes = self._read(instances)
        merged = MergedSlides.of(self.slides, instances, MarkupRestorer(self.values))
        changes = merged.with_facts(changes)
        self.notices += merged.notices(instances, MarkupRestorer(self.values))
        main = [one for one in instances if not self._stays_in_bank(one)]
        bank = [one for one in instances if self._stays_in_bank(one)]
        places = Places(self.homes, self.own_chapters.of_slide)
        order = (*places.settle(main, self.text.chapters), *places.settle(bank, self.text.bank))
        texts = CourseTexts(
            self.base.course, self.language, self.new_titles, order, self.own_chapters.titles
        )
        course = texts.course(main, bank, changes)
        media = {**self.base.media, **self.pictures.taken}
        course = course.model_copy(
            update={"media": {**course.media, **_hashes(self.pictures.taken)}}
        )
        self._look(instances, changes)
        self.notices += self._told_chapters(course, instances)
        self.notices += untranslated(self.base.course, course, self.language, instances)
        settings = self._settings(main)
        course = merged.with_questions(course)
        course = self._settle_what_rests(course, settings, instances)
        material = prune(Material(course, media, self.base.audio, self.base.kit), settings)
        pages = {
            # A slide that keeps what a page held beside another has no page of its own.
            one.id: {} if one.continues else {part: s.page for part, s in one.sheets.items()}
            for one in instances
        }
        return Imported(material, settings, self._report(instances, changes), pages)

    # -- recognising ------------------------------------------------------------------------

    def _recognised(self) -> list[Instance]:
        likeness = BaseLikeness(self.slides, self.expected)
        electorate = Electorate(likeness, self.choices)
        sheets = without_idle_sections(self.deck.sheets, self._written_sections(likeness))
        votes = [(sheet, electorate.recognise(sheet)) for sheet in sheets]
        claimed = {one.slide for _, one in votes if one.certainty is Certainty.CARRIED}
        # What may be a slide that is here anyway is no riddle: it is new.
        votes = [(sheet, _settled(one, claimed)) for sheet, one in votes]
        votes = by_titles(votes, likeness, self.namer.resemblance, self.choices)
        votes = beside_partners(votes, likeness, self.namer.resemblance, self.choices)
        if not any(one.slide for _, one in votes):
            raise UnreadableDeck(Refusal.NO_MATCH, course=self.base.course.meta.id)
        instances, doubles = without_doubles(join_sheets(votes, likeness), self.pictures.files)
        markup = MarkupRestorer(self.expected)
        for one in doubles:
            title = markup.shown(self.slides[one.base].title)
            self.notices.append(Notice(Loss.PAGE_TWICE, one.page, {"title": title}))
        settle_copies(instances, self.slides, likeness, lambda one: self._nearness(one, likeness))
        return instances

    def _written_sections(self, likeness: BaseLikeness) -> Counter[str]:
        """The sections of the base's own deck, in order, with the number of their pages."""
        markup, pages = MarkupRestorer(self.expected), Counter[str]()
        for chapter, slide in self.text.every_slide():
            pages[markup.shown(chapter.title) or chapter.id] += len(likeness.parts_of(slide.id))
        return pages

    def _nearness(self, one: Instance, likeness: BaseLikeness) -> tuple[bool, float]:
        """Whether it is untouched, and how alike its sheets are to the base's; a missing sheet
        is not alike at all.
        """
        read, reading = self._read_one(one, MarkupRestorer(self.values, self.expected))
        alike = [
            likeness.of(one.base, part, fingerprint_of(sheet))
            for part, sheet in one.sheets.items()
            if part in likeness.parts_of(one.base)
        ]
        wanted = len(likeness.parts_of(one.base))
        untouched = (
            read == self.slides[one.base]
            and not (reading.notices or reading.extras)
            and len(alike) == wanted
        )
        return untouched, sum(alike) / wanted

    # -- company values and chapter titles --------------------------------------------------

    def _settle_values(self, instances: Sequence[Instance]) -> None:
        """First pass: hear what the deck says in the places of the variables."""
        votes: dict[str, list[str | None]] = {}
        desk: dict[str, str] | None = None
        markup = MarkupRestorer(self.expected, votes=votes)
        has_titled_values = any(map(inline.variables_in, self.titles.values()))
        for one in instances:
            if not one.base or not (has_titled_values or _says_values(self.slides[one.base])):
                continue
            _, reading = self._read_one(one, markup)
            if desk is None and isinstance(self.slides[one.base], ContactSlide):
                desk = desk_values(reading)
                told = (Loss.DESK_LINE, Loss.LINK)
                self.notices += [n for n in reading.notices if n.loss in told]
        self.typed = decide(votes, self.expected, desk)
        self.notices += value_notices(votes, self.expected, desk, self._labels())
        self.values.update(self.typed)

    def _settle_titles(self, instances: Sequence[Instance]) -> None:
        """A chapter is renamed where every kicker that shows its title says the same other one."""
        markup = MarkupRestorer(self.values)
        shown: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
        for one in instances:
            if one.base and one.id == one.base and Part.MAIN in one.sheets:
                base = self.slides[one.base]
                if base.layout != "title" and not markup.shown(base.kicker):
                    reading = self._reading(one, markup)
                    kicker = one.sheets[Part.MAIN].page, kicker_shown(reading)
                    shown[self.homes[one.base]].append(kicker)
        sections = sections_of(instances, self.homes)
        known = {markup.shown(title) for title in self.titles.values()}
        for chapter, kept_title in self.titles.items():
            title = markup.shown(kept_title)
            # A slide that came from another chapter still shows the title of that one.
            here = [one for one in shown[chapter] if one[1] not in known - {title}]
            new = one_title(here, sections.get(chapter, ""), title)
            if new is not None:
                self.new_titles[chapter] = markup.of(kept_title, Line.of(new), bold=True)
            elif notice := title_apart(here, title):
                self.notices.append(notice)
        self.notices += self._dividers_apart(instances, markup)

    def _dividers_apart(
        self, instances: Sequence[Instance], markup: MarkupRestorer
    ) -> Iterator[Notice]:
        """The pages that open chapters by another name than the chapters have now."""
        for one in instances:
            slide = self.slides[one.base] if one.base and one.id == one.base else None
            if slide is None or slide.layout != DIVIDER or Part.MAIN not in one.sheets:
                continue
            sheet = self._reading(one, markup).sheets[Part.MAIN]
            title = self.titles[self.homes[slide.id]]
            new = self.new_titles.get(self.homes[slide.id], title)
            before = CalledBy(markup.shown(slide.title), markup.shown(title))
            after = CalledBy(joined(sheet.title).text if sheet.title else "", markup.shown(new))
            if notice := divider_apart(sheet.page, before, after):
                yield notice

    def _found_chapters(self, instances: Sequence[Instance]) -> OwnChapters:
        """The chapters that the deck's author made, whose titles are no words of their pages."""
        markup = MarkupRestorer(self.values)
        titles = (*self.titles.values(), *self.new_titles.values())
        shown = [markup.shown(title) for title in titles]
        main = [one for one in instances if not self._stays_in_bank(one)]
        found = OwnChapters.found(main, self.homes, shown)
        self.titles.update(found.titles)
        lines = (*shown, *found.titles.values())
        for one in instances:
            if Part.MAIN in one.sheets and (not one.base or self._is_own(one)):
                one.sheets[Part.MAIN] = without_line(one.sheets[Part.MAIN], lines)
        return found

    # -- slides -----------------------------------------------------------------------------

    def _reading(self, one: Instance, markup: MarkupRestorer) -> Reading:
        base = self.slides[one.base]
        sheets = {
            part: self.namer.named(sheet, one.base, part) for part, sheet in one.sheets.items()
        }
        return Reading(base, sheets, markup, self.words, self.pictures.of, self.judgements)

    def _read_one(self, one: Instance, markup: MarkupRestorer) -> tuple[AnySlide | None, Reading]:
        reading = self._reading(one, markup)
        home = self.own_chapters.of_slide.get(one.id, self.homes[one.base])
        title = self.new_titles.get(home, self.titles[home])
        return read_slide(reading, title, self.titles.values()), reading

    def _read(self, instances: Sequence[Instance]) -> tuple[list[Instance], dict[str, SlideChange]]:
        """Second pass: every slide of the deck by its id, with what it was before.

        What a page holds beyond its layout becomes slides that follow its own.
        """
        self.pictures.notices.clear()
        markup = MarkupRestorer(self.values, self.expected)
        fresh = NewSlides(
            self.pictures,
            self.page_image,
            self.as_pictures,
            self.as_words,
            self.language,
            is_own_course=self.base.course.meta.origin == "deck",
        )
        goal = next(iter(self.slides.values())).goal
        changes: dict[str, SlideChange] = {}
        taken = {one.id for one in instances}
        cut = self._looker().title_cut
        following = OverflowSlides(self.slides, taken, self.language, cut)
        every: list[Instance] = []
        for one in instances:
            if not one.base and fresh.is_empty(one.first):
                continue
            every.append(one)
            if one.base:
                change = self._known(one, markup, fresh)
                goal = change.new.goal
            else:
                slide = fresh.make(one.first, one.id, goal)
                change = SlideChange(slide, slide, {})
            changes[one.id] = change
            extras = self.extras.get(one.id, ())
            if self._stays_in_bank(one):
                self.notices += left_out(extras)
                continue
            for made, kept_change in following.make(one, change.new, extras, fresh, markup):
                every.append(made)
                changes[made.id] = kept_change
        self.notices += [*following.notices, *fresh.notices, *self.pictures.notices]
        self.notices += lettering_notices(instances, markup.underlined)
        return every, changes

    def _known(self, one: Instance, markup: MarkupRestorer, fresh: NewSlides) -> SlideChange:
        base = self.slides[one.base]
        if self._is_own(one):
            made = fresh.make(one.first, base.id, base.goal, base)
            return SlideChange(base, self._drawn_once(base, kept(base, made, markup)), {})
        widened = len(markup.widened)
        slide, reading = self._read_one(one, markup)
        if len(markup.widened) > widened:
            self.notices.append(Notice(Loss.SIGNS_WIDENED, one.page))
        if slide is None:
            self.notices.append(Notice(Loss.LAYOUT_UNFIT, one.page))
            slide = kept(base, fresh.make(one.first, base.id, base.goal), markup)
        else:
            reading.tell_rest()
            self.extras[one.id] = reading.extras
            self._tell_missing_sheets(one, base)
        self.notices += [n for n in reading.notices if n.loss is not Loss.DESK_LINE]
        waiting = WaitingWords(waiting_in(self.deck.properties), markup)
        slide = waiting.settled(slide, base, one.page)
        self.notices += waiting.notices
        if one.id != base.id:
            slide = slide.model_copy(update={"id": one.id})
        if one.base in self.bank and not one.hidden:
            # It is part of the course now; only a slide of the bank says whom it suits.
            slide = slide.model_copy(update={"suits": None})
        return SlideChange(base, slide, reading.origins)

    def _drawn_once(self, base: AnySlide, made: AnySlide) -> AnySlide:
        """The slide with the base's picture where its page looks as it did."""
        if not (isinstance(base, PageSlide) and isinstance(made, PageSlide)):
            return made
        picture = self.pictures.drawn_again(made.picture, base.picture)
        return made.model_copy(update={"picture": picture})

    def _is_own(self, one: Instance) -> bool:
        """Whether a slide was made by the deck's author: its page was never drawn by us."""
        return is_copy_of(one.base, OWN) and not any(map(is_named, one.sheets.values()))

    def _tell_missing_sheets(self, one: Instance, base: AnySlide) -> None:
        if base.layout in ("case", "check") and not {Part.MAIN, Part.ANSWER} <= set(one.sheets):
            self.notices.append(Notice(Loss.SHEET_GONE, one.page))

    def _looker(self) -> Look:
        return Look(
            self.base.course,
            self.text,
            self.values,
            self.typed,
            frozenset(self.bank),
            frozenset(self.pictures.decorative),
        )

    def _look(self, instances: Sequence[Instance], changes: Mapping[str, SlideChange]) -> None:
        self.notices += self._looker().notices(instances, changes)
        for one in instances:
            if one.base and (notice := layout_notice(one, self.slides[one.base].layout)):
                self.notices.append(notice)
        kept_whole = (Loss.AS_PICTURE, Loss.COVER)
        drawn = {one.page for one in self.notices if one.page and one.loss in kept_whole}
        self.notices += font_notices(instances, drawn)

    # -- order ------------------------------------------------------------------------------

    def _stays_in_bank(self, one: Instance) -> bool:
        return one.base in self.bank and one.hidden

    def _told_chapters(self, course: Course, instances: Sequence[Instance]) -> Iterator[Notice]:
        """Chapters whose slides are all in others now, and sections that are no chapters."""
        markup, text = MarkupRestorer(self.values), course.text(self.language)
        titles = {one.id: markup.shown(one.title) for one in (*text.chapters, *text.bank)}
        shown = {self.homes[one.base] for one in instances if one.base}
        for chapter in text.chapters:
            if chapter.id in shown and not chapter.slides:
                yield Notice(Loss.CHAPTER_EMPTY, None, {"title": titles[chapter.id]})
        yield from self.own_chapters.notices(titles)
        yield from torn_chapters(instances, self.text.chapters, titles)
        yield from odd_sections(instances, self.homes, titles)
        pages = {one.id: one.page for one in instances}
        yield from mixed_numbers(self.text, text, self.values, pages)

    def _settle_what_rests(
        self, course: Course, settings: EditionSettings, instances: Sequence[Instance]
    ) -> Course:
        """The course whose questions name no slide that is gone; tells what it rested on."""
        pages = {one.id: one.page for one in instances}
        course, notices = DanglingReferences(
            self.base.course, self.settings, course, settings, self.language, self.values, pages
        ).settled()
        self.notices += notices
        return course

    def _settings(self, main: Sequence[Instance]) -> EditionSettings:
        variables = {key: dict(value) for key, value in self.settings.variables.items()}
        for key, value in self.typed.items():
            variables.setdefault(key, {})[self.language] = value
        reasons = {one.slide: one.reason for one in self.settings.hidden}
        hidden = tuple(
            Hidden(slide=one.id, reason=reasons.get(one.id, "")) for one in main if one.hidden
        )
        base = self.settings.base or revision_id(self.base.course)
        return EditionSettings(base=base, variables=variables, hidden=hidden)

    # -- the report -------------------------------------------------------------------------

    def _report(
        self, instances: Sequence[Instance], changes: Mapping[str, SlideChange]
    ) -> FidelityReport:
        markup = MarkupRestorer(self.values)
        told = SlideReports(markup, self.language, self.bank, self.settings)
        reports = [told.of(one, changes[one.id]) for one in instances]
        present = {one.id for one in instances}
        for slide_id, slide in self.slides.items():
            if slide_id not in present:
                chapter = self.homes[slide_id]
                title = markup.shown(slide.title)
                reports.append(SlideReport(slide_id, title, (), (State.DELETED,), chapter=chapter))
        return FidelityReport(
            self.base.course.meta.id,
            self.language,
            self.settings.base or revision_id(self.base.course),
            tuple(reports),
            gathered(self.notices),
            dict(self.typed),
            {key: title for key, title in self.new_titles.items() if title != self.titles[key]},
            Names(self._labels(), self.values, self.titles),
        )

    def _labels(self) -> dict[str, str]:
        """What the company values are called."""
        variables = self.base.course.meta.variables
        return {one.key: one.label.get(self.language, one.key) for one in variables}


def _settled(one: Recognised, claimed: set[str]) -> Recognised:
    if one.certainty is Certainty.UNSURE and one.candidate in claimed:
        return Recognised("", Part.MAIN, Certainty.NEW, "", one.foreign)
    return one


def _hashes(pictures: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(data) for name, data in pictures.items()}


def _says_values(slide: AnySlide) -> bool:
    """Whether company values stand on a slide: those of the desk, or in a text."""
    if isinstance(slide, ContactSlide):
        return True
    return any(inline.variables_in(text) for _, text in texts_of(slide))
