"""The place of each slide of a deck: whether it was moved, and in which chapter it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ....model import Chapter
from .instances import Instance
from .notices import Loss, Notice, page_ranges
from .order import Role, chapter_order, chapters_of, fixable, openings, stayed
from .sheets import SheetSource

DIVIDER = "chapter"  # the layout of the page that opens a chapter


@dataclass(frozen=True)
class Places:
    """Settles them; `homes` are the chapters of the base's slides by the ids of both.

    `own` are the chapters that the deck's author made, by their slides.
    """

    homes: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)

    def settle(self, instances: Sequence[Instance], chapters: Sequence[Chapter]) -> list[str]:
        """Mark which slides moved, give each its chapter, and say the chapters in their order."""
        known = {chapter.id for chapter in chapters}
        homes = ["" if one.id in self.own else self.homes.get(one.base, "") for one in instances]
        homes = [home if home in known else "" for home in homes]
        roles = _roles(chapters)
        opened = openings(homes, [roles.get(one.id, Role.BODY) for one in instances])
        order = chapter_order(homes, [chapter.id for chapter in chapters], opened)
        were = {chapter.id: chapter for chapter in chapters}
        rest = _resting(instances, chapters)
        may_hold = fixable(homes, opened)
        holding = [one for one, holds in zip(instances, may_hold, strict=True) if holds]
        resting = _resting(holding, [were[chapter] for chapter in order])
        anchored = {holding[index].id for index in resting}
        by_section = {name: one for one, name in sections_of(instances, self.homes).items()}
        found = chapters_of(
            homes,
            [one.id in anchored for one in instances],
            [by_section.get(one.first.section, "") for one in instances],
            {chapter: number for number, chapter in enumerate(order)},
        )
        originals = {slide.id for chapter in chapters for slide in chapter.slides}
        for index, one in enumerate(instances):
            one.chapter = found[index]
            one.moved = one.id in originals and index not in rest
        self._put_own(instances, order)
        return order

    def _put_own(self, instances: Sequence[Instance], order: list[str]) -> None:
        """Put the chapters of the author behind those that stand before them in the deck."""
        before = ""
        for one in instances:
            chapter = self.own.get(one.id) or self.own.get(one.continues)
            if chapter is not None:
                one.chapter = chapter
                if chapter not in order:
                    order.insert(order.index(before) + 1 if before else 0, chapter)
            before = one.chapter


def _roles(chapters: Sequence[Chapter]) -> dict[str, Role]:
    """What each slide is in its chapter, of those chapters that have a divider page."""
    found: dict[str, Role] = {}
    for chapter in chapters:
        layouts = [slide.layout for slide in chapter.slides]
        if DIVIDER in layouts:
            at = layouts.index(DIVIDER)
            found |= {slide.id: Role.OPENING for slide in chapter.slides[:at]}
            found[chapter.slides[at].id] = Role.DIVIDER
    return found


def _resting(instances: Sequence[Instance], chapters: Sequence[Chapter]) -> set[int]:
    """The slides of the deck that did not move against chapters in some order."""
    every = [slide.id for chapter in chapters for slide in chapter.slides]
    place = {slide: number for number, slide in enumerate(every)}
    kept = [index for index, one in enumerate(instances) if one.id in place]
    return {kept[number] for number in stayed([place[instances[index].id] for index in kept])}


def without_idle_sections(
    sheets: Sequence[SheetSource], written: Mapping[str, int]
) -> Sequence[SheetSource]:
    """The sheets, without sections where nobody touched those.

    They are as `written`, by name and number of pages; the last holds the rest. Where pages were
    put in, taken out or moved, a program kept them by number: LibreOffice 26.8 does, where
    earlier ones drop them and PowerPoint lets them follow their pages.
    """
    found = Counter(sheet.section for sheet in sheets)
    names = list(written)
    if list(found) != names or any(found[name] != written[name] for name in names[:-1]):
        return sheets
    return [replace(sheet, section="") for sheet in sheets]


def sections_of(instances: Sequence[Instance], homes: Mapping[str, str]) -> dict[str, str]:
    """The section of the file that each chapter's slides stand in, where it is one alone."""
    found: dict[str, set[str]] = defaultdict(set)
    chapters: dict[str, set[str]] = defaultdict(set)
    for one in instances:
        section = one.first.section
        if one.base and section:
            chapter = homes[one.base]
            found[chapter].add(section)
            chapters[section].add(chapter)
    return {
        chapter: next(iter(names))
        for chapter, names in found.items()
        if len(names) == 1 and len(chapters[next(iter(names))]) == 1
    }


def odd_sections(
    instances: Sequence[Instance], homes: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[Notice]:
    """The sections of the file that divide its slides in another way than the chapters do.

    `titles` are the titles of the chapters as they are shown. A section is odd where its name is
    no chapter's and it is no chapter that was renamed, where all slides of another chapter
    than the one of its name stand in it, or where some of its pages are in another chapter.
    """
    renamed = sections_of(instances, homes)
    pages: dict[str, Instance] = {}
    inside: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    sizes: dict[str, int] = defaultdict(int)
    for one in instances:
        if section := one.first.section:
            pages.setdefault(section, one)
            inside[section][one.chapter] += 1
        sizes[one.chapter] += 1
    for section, chapters in inside.items():
        own = {chapter for chapter, title in titles.items() if title == section}
        own |= {chapter for chapter, name in renamed.items() if name == section}
        swallowed = any(sizes[one] == count for one, count in chapters.items() if one not in own)
        strayed = set(chapters) - own and _stands_together(section, instances)
        if not own or swallowed or strayed:
            said = "、".join(titles[chapter] for chapter in chapters)
            yield Notice(Loss.SECTION, pages[section].page, {"text": section, "title": said})


def torn_chapters(
    instances: Sequence[Instance], chapters: Sequence[Chapter], titles: Mapping[str, str]
) -> Iterator[Notice]:
    """The chapters of which slides that were not moved, or the divider, are in another one now."""
    apart: dict[str, list[Instance]] = defaultdict(list)
    torn: set[str] = set()
    roles = _roles(chapters)
    homes = {slide.id: chapter.id for chapter in chapters for slide in chapter.slides}
    filled = {one.chapter for one in instances}
    for one in instances:
        home = homes.get(one.id)
        if home in filled and one.chapter != home:
            apart[home].append(one)
            if not one.moved or roles.get(one.id) is Role.DIVIDER:
                torn.add(home)
    for home in (one for one in apart if one in torn):
        said = "、".join(dict.fromkeys(titles[one.chapter] for one in apart[home]))
        pages = page_ranges([one.page for one in apart[home]])
        values = {"title": titles[home], "other": said, "pages": pages}
        yield Notice(Loss.CHAPTER_TORN, None, values)


def _stands_together(section: str, instances: Sequence[Instance]) -> bool:
    """Whether the pages of a section follow each other, as office programs keep them."""
    sections = [one.first.section for one in instances]
    start, count = sections.index(section), sections.count(section)
    return sections[start : start + count] == [section] * count
