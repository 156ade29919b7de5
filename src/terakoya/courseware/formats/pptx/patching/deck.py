"""Somebody's own deck with an update in it: members are patched, the file is never saved anew.

Pages that the update does not touch keep their members (page, relations, notes, pictures) byte
for byte. A touched page changes where its drawing changes (`page.py`), in the boxes that the reader
matched (`matching.py`). New pages come from our writer; pages that are gone take along what
nothing else refers to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from ....edition import EditionSettings
from ....layouts.identity import Part
from ....merge.tree.order import continued_by
from ....model import AnySlide, Material
from ....revision import revision_id
from ....variables import values_of
from ...marked_text.restorer import MarkupRestorer
from ..reading import import_deck
from ..reading.package import DeckPackage
from ..reading.page_size import Pair, fitted, page_fit
from ..reading.sheets import DeckSource, SheetSource, read_deck
from ..reading.waiting_words import PROPERTY as WAITING
from ..reading.waiting_words import property_of
from ..reading.xml import A, P, R
from ..writing.package import HYPERLINK
from ..writing.text import relate_links
from ..writing.xml import el, to_bytes
from .drawn_deck import DrawnDeck, charts_in, draw
from .matching import Blocks, Matching, PageMatch, drawn_blocks
from .new_pages import NewPages
from .package import PackagePatch, relations_of
from .page import Looks, PagePatch, looks_in, patch_page
from .page_order import PlacedPage, in_deck_order
from .parts import hide, notes_body, write_properties, write_sections
from .remaining import Remaining
from .result import HandWork, Patched, PatchNotice, Rewording
from .rewordings import rewordings
from .telling_colours import is_in_our_theme
from .text import TextPatch, patch_body

# What belongs to a page alone and goes with it.
_OWN_KINDS = ("notesSlide", "tags", "comments", "image", "chart")
Edition = tuple[Material, EditionSettings]
Pages = Mapping[str, Mapping[Part, int]]


def patch_deck(
    deck: bytes,
    before: Edition,
    pages: Pages,
    after: Edition,
    language: str,
    *,
    choices: Mapping[int, str | None] | None = None,
) -> Patched:
    """Bring a deck from the edition that was read from it to another.

    `before` and `pages` are what the import of the deck gave, `choices` what it was told of
    pages; `after` is the merged edition. The new deck is read again: what it says otherwise than
    `after` is for somebody to put in by hand, and marked as waiting in the file.

    Raises `UnreadableDeck` for what is no deck.
    """
    return _DeckPatch(deck, before, pages, after, language, choices or {}).run()


@dataclass
class _Page:
    """A page of the new deck: its part, and whose sheet it is."""

    part: str
    slide: str
    sheet: Part
    old_page: int | None


@dataclass
class _DeckPatch:
    data: bytes
    before: Edition
    pages: Pages
    after: Edition
    language: str
    choices: Mapping[int, str | None] = field(default_factory=dict)
    notices: list[PatchNotice] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)  # pages of the old deck
    missed: list[HandWork] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source: DeckSource = read_deck(self.data)
        self.package: DeckPackage = self.source.package
        self.parts = PackagePatch(self.package)
        self.matching = Matching(self.source, *self.before, self.language)
        self.old, self.new = self._drawn()
        self.was = {slide.id: slide for slide in _slides(self.before, self.language)}
        self.now = {slide.id: slide for slide in _slides(self.after, self.language)}
        taught = self.after[0].course.text(self.language).slides()
        self.taught = {slide.id for _, slide in taught}
        values = values_of(self.after[0].course, self.language, self.after[1].values(self.language))
        self.markup = MarkupRestorer(values)
        self.new_pages = NewPages(self.source, self.parts, self.new, self.fit, list(self._kin()))

    def _drawn(self) -> tuple[DrawnDeck, DrawnDeck]:
        """Both editions as we draw them, on pages of the deck's size."""
        decks = [draw(*edition, self.language) for edition in (self.before, self.after)]
        old = DrawnDeck(read_deck(decks[0]))
        self.fit = page_fit(self.source.width, self.source.height, self._placed(old))
        if self.fit is None:
            return old, DrawnDeck(read_deck(decks[1]))
        first, second = (DrawnDeck(read_deck(fitted(deck, self.fit))) for deck in decks)
        return first, second

    def _placed(self, old: DrawnDeck) -> Iterator[Pair]:
        """Our shapes beside those of the deck, by which one sees where its program put them."""
        for slide, known in self.pages.items():
            for part, page in known.items():
                drawn = old.sheets.get(slide, {}).get(part)
                if drawn is not None:
                    sheet = self.source.sheets[page - 1]
                    theirs = self.matching.page(sheet.part, slide, part).blocks
                    yield from _pairs(drawn_blocks(old.root(drawn)), theirs)

    def _kin(self) -> Iterator[tuple[str, str]]:
        """The layouts of slides with the parts of the deck that show them."""
        for slide, known in self.pages.items():
            for part, page in known.items():
                if part is Part.MAIN and slide in self.was:
                    yield self.was[slide].layout, self.source.sheets[page - 1].part

    # -- the whole --------------------------------------------------------------------------

    def run(self) -> Patched:
        """Patch every page, then the deck around them."""
        order = self._order()
        for page in order:
            if page.old_page is not None:
                self._patch_page(page)
        removed = [slide for slide in self.pages if slide not in self.now]
        kept = {page.part for page in order}
        gone = [sheet for sheet in self.source.sheets if sheet.part not in kept]
        self._drop(gone)
        self._write_order(order)
        properties = {"terakoya:revision": revision_id(self.after[0].course)}
        write_properties(self.parts, properties)
        self.parts.write_types()
        by_hand = self._by_hand(order)
        if waiting := property_of(_words_by_slide(by_hand)):
            write_properties(self.parts, {**properties, WAITING: waiting})
        self._number(order)
        known = [page.old_page for page in order if page.old_page is not None]
        added = [page for page in order if page.old_page is None]
        return Patched(
            deck=self.parts.packed(self.data),
            touched=tuple(dict.fromkeys(self.touched)),
            added=tuple(dict.fromkeys(page.slide for page in added)),
            removed=tuple(removed),
            notices=tuple(self.notices),
            by_hand=by_hand,
            changed_pages=tuple(n for n, p in enumerate(order, 1) if p.old_page in self.changed),
            added_pages=tuple(n for n, p in enumerate(order, 1) if p.old_page is None),
            kept_pages=len(set(known) - self.changed),
            removed_pages=len(gone),
            page_titles=tuple(self.markup.shown(self.now[page.slide].title) for page in order),
            rewordings=tuple(self._rewordings(order, by_hand)),
        )

    def _rewordings(
        self, order: Sequence[_Page], by_hand: Sequence[HandWork]
    ) -> Iterator[Rewording]:
        changed: dict[str, int] = {}
        for number, page in enumerate(order, 1):
            if page.old_page in self.changed:
                changed.setdefault(page.slide, number)
        return rewordings(changed, self.was, self.now, by_hand, self.markup.shown)

    def _by_hand(self, order: Sequence[_Page]) -> tuple[HandWork, ...]:
        """What the new deck still says otherwise: read again, beside what found no place."""
        now = {page.old_page: number for number, page in enumerate(order, 1)}
        pages: dict[str, dict[Part, int]] = {}
        for number, page in enumerate(order, 1):
            pages.setdefault(page.slide, {})[page.sheet] = number
        material, settings = self.after
        again = import_deck(
            self.parts.packed(self.data),
            material,
            self.language,
            settings=settings,
            choices={now[page]: one for page, one in self.choices.items() if page in now},
        )
        read = {s.id: s for s in _slides((again.material, again.settings), self.language)}
        # A slide that keeps what a page held beside another has no page of its own.
        here = {one: slide for one, slide in self.now.items() if one in pages}
        rest = Remaining(self.was, here, read, pages, self.markup)
        found = list(rest.by_hand())
        told = {one.after for one in found} | {one.before for one in found}
        for one in self.missed:
            if not {one.after, one.before} & (told - {""}):
                found.append(replace(one, page=now.get(one.page, one.page)))
        return tuple(sorted(found, key=lambda one: one.page))

    def _order(self) -> list[_Page]:
        """The pages of the new deck: those of slides that stay, and those that are added."""
        pages = [
            self._page(slide, part)
            for slide in _slides(self.after, self.language)
            for part in sorted(self._parts_of(slide.id), key=list(Part).index)
        ]
        placed = [PlacedPage(page.slide, page.old_page) for page in pages]
        return [pages[number] for number in in_deck_order(placed)]

    def _parts_of(self, slide: str) -> set[Part]:
        """The sheets that a slide has in the new deck."""
        drawn = set(self.new.sheets.get(slide, {}))
        if slide not in self.pages:
            # A hidden one is seen by nobody, and the deck never had it.
            return set() if slide in {one.slide for one in self.after[1].hidden} else drawn
        # Without a page of its own, its content stands on that of the slide before it; a sheet
        # that its author took out stays out.
        known = set(self.pages[slide])
        if not known and continued_by(slide) not in self.taught:
            return drawn  # the page on which it stood is gone, or one of the bank
        return known | drawn - set(self.old.sheets.get(slide, {})) if known else set()

    def _page(self, slide: AnySlide, part: Part) -> _Page:
        """The page of a sheet: the deck's own, or a new one."""
        page = self.pages.get(slide.id, {}).get(part)
        if page is not None:
            return _Page(self.source.sheets[page - 1].part, slide.id, part, page)
        drawn = self.new.sheets[slide.id][part]
        return _Page(self.new_pages.add(drawn, slide.layout), slide.id, part, None)

    # -- pages ------------------------------------------------------------------------------

    def _patch_page(self, page: _Page) -> None:
        old = self.old.sheets.get(page.slide, {}).get(page.sheet)
        new = self.new.sheets.get(page.slide, {}).get(page.sheet)
        sheet = self.source.sheets[(page.old_page or 1) - 1]
        if old is None or new is None or self._is_unchanged(page, old, new):
            return
        match = self.matching.page(sheet.part, page.slide, page.sheet)
        was = etree.tostring(match.root, method="c14n")
        brought = _Bringer(self, sheet.part, self.new.deck, new)
        charts = charts_in(old), charts_in(new)
        drawn = self.old.addressed(old), self.new.addressed(new)
        # Without a kicker of its own a slide shows its chapter, where its author kept the place.
        has_kicker = bool(getattr(self.now[page.slide], "kicker", ""))
        done = patch_page(
            match,
            *drawn,
            brought,
            charts,
            pictures=(self.old.pictures(old), self.new.pictures(new)),
            usual=self._usual_looks,
            drawn_of_itself=frozenset() if has_kicker else frozenset({"kicker"}),
            is_in_our_theme=self._is_in_our_theme(sheet.part),
        )
        if old.hidden != new.hidden:
            hide(match.root, hidden=new.hidden)
        if etree.tostring(match.root, method="c14n") != was:
            relate_links(match.root, brought.link)
            self.parts.members[sheet.part] = to_bytes(match.root)
            brought.write()
            self._note_change(page)
        self._patch_notes(page, sheet, old, new)
        self._tell(page, match, done)

    def _is_in_our_theme(self, page: str) -> bool:
        layouts = self.package.related(page, "slideLayout")
        return bool(layouts) and is_in_our_theme(self.package, layouts[0])

    @cached_property
    def _usual_looks(self) -> Looks:
        """Colours and fonts on a tenth of the pages that we never draw: an office program, or
        another template, wrote them into every shape."""
        pages = self.source.sheets
        found = Counter(look for sheet in pages for look in looks_in(self.package.xml(sheet.part)))
        drawn = self.old.deck
        ours = [looks_in(drawn.package.xml(sheet.part)) for sheet in drawn.sheets]
        foreign = found.keys() - frozenset().union(*ours)
        return frozenset(look for look in foreign if found[look] * 10 >= len(pages))

    def _note_change(self, page: _Page) -> None:
        self.touched.append(page.slide)
        self.changed.add(page.old_page or 0)

    def _tell(self, page: _Page, match: PageMatch, done: PagePatch) -> None:
        number = page.old_page or 0
        for before, after in done.words:
            if before or after:
                self._miss(page, before, after, said="\n".join(_words_on(match)))
        if done.missed and not match.blocks:
            self.notices.append(PatchNotice("unpatched", number, page.slide))
            return
        self.notices += [PatchNotice("mixed", number, page.slide, name) for name in done.mixed]
        self.notices += [PatchNotice("missed", number, page.slide, name) for name in done.missed]

    def _miss(self, page: _Page, before: str, after: str, *, said: str) -> None:
        """Note words without a place; old ones that the page does not say are nobody's work."""
        here = before if before and before in said else ""
        if here or after:
            title = self.markup.shown(self.now[page.slide].title)
            self.missed.append(HandWork(page.old_page or 0, page.slide, title, here, after))

    def _is_unchanged(self, page: _Page, old: SheetSource, new: SheetSource) -> bool:
        """Whether the drawing of a page is the same in both states, its notes included."""
        if self.was.get(page.slide) == self.now[page.slide] and old.hidden == new.hidden:
            return self.old.content(old) == self.new.content(new)
        return False

    def _patch_notes(
        self, page: _Page, sheet: SheetSource, old: SheetSource, new: SheetSource
    ) -> None:
        if [line.text for line in old.notes] == [line.text for line in new.notes]:
            return
        part, body = _notes_of(self.package, sheet)
        _, before = _notes_of(self.old.deck.package, old)
        _, after = _notes_of(self.new.deck.package, new)
        if body is None or before is None or after is None:
            self.notices.append(PatchNotice("notes", page.old_page or 0, page.slide))
            return
        was = etree.tostring(body, method="c14n")
        done: TextPatch = patch_body(body, before.findall(f"{A}p"), after.findall(f"{A}p"))
        if done.missed:
            self.notices.append(PatchNotice("missed", page.old_page or 0, page.slide, "notes"))
        if etree.tostring(body, method="c14n") != was:
            self.parts.members[part] = to_bytes(body.getroottree().getroot())
            self._note_change(page)

    # -- what is gone -----------------------------------------------------------------------

    def _drop(self, sheets: Iterable[SheetSource]) -> None:
        """Take pages out, with the notes, tags and comments that nothing else refers to."""
        dropped = [sheet.part for sheet in sheets]
        kept = {sheet.part for sheet in self.source.sheets} - set(dropped)
        in_use = {
            relation.target
            for part in kept
            for relation in self.package.relations(part).values()
            if not relation.external
        }
        in_use |= self._in_use_around() if dropped else set()
        for part in dropped:
            self.parts.gone |= {part, relations_of(part)}
            for relation in self.package.relations(part).values():
                alone = relation.target not in in_use and not relation.external
                if alone and relation.kind in _OWN_KINDS:
                    self.parts.gone |= {relation.target, relations_of(relation.target)}
                    if relation.kind == "chart":
                        self.parts.gone |= set(self.package.related(relation.target, "package"))
        self.parts.gone &= set(self.package.names())

    def _in_use_around(self) -> set[str]:
        """What masters and layouts refer to, and pages since they were patched or added."""
        masters = self.package.related(self.package.main, "slideMaster")
        shown = {
            relation.target
            for part in (*masters, *self.new_pages.all_layouts())
            for relation in self.package.relations(part).values()
        }
        return shown | self.parts.referred

    # -- the deck around the pages ----------------------------------------------------------

    def _write_order(self, order: list[_Page]) -> None:
        main = self.package.main
        root = self.package.xml(main)
        listed = root.find(f"{P}sldIdLst")
        assert listed is not None, "a deck without pages was refused when it was read"
        relations = self.package.relations(main)
        entries = {relations[one.get(f"{R}id") or ""].target: one for one in listed}
        names = {part: identity for identity, one in relations.items() for part in [one.target]}
        number = max(int(one.get("id") or 256) for one in listed)
        added: list[tuple[str, str, str]] = []
        made: list[etree._Element] = []
        for page in order:
            entry = entries.get(page.part)
            if entry is None:
                number += 1
                identity = f"rIdT{number}"
                added.append((identity, "slide", page.part))
                entry = el("p:sldId", {"id": number, "r:id": identity})
            made.append(entry)
        before = list(listed)
        if made == before:
            return
        for entry in before:
            listed.remove(entry)
        listed.extend(made)
        write_sections(root, [entry.get("id") or "" for entry in made])
        self.parts.members[main] = to_bytes(root)
        gone = {names[part] for part in self.parts.gone if part in names}
        self.parts.change_relations(main, added, gone)

    def _number(self, order: list[_Page]) -> None:
        """Notices name pages of the new deck."""
        now = {page.old_page: number for number, page in enumerate(order, 1) if page.old_page}
        self.notices = [replace(one, page=now.get(one.page, one.page)) for one in self.notices]
        if self.fit is not None:
            self.notices += [
                PatchNotice("fitted", number, page.slide)
                for number, page in enumerate(order, 1)
                if page.old_page is None
            ]


@dataclass
class _Bringer:
    """Brings pictures, charts and links of our drawing into a page of the deck, related there."""

    patch: _DeckPatch
    page: str
    deck: DeckSource
    drawn: SheetSource
    added: list[tuple[str, str, str]] = field(default_factory=list)

    def __call__(self, reference: str) -> str:
        relation = self.drawn.relations[reference]
        parts = self.patch.parts
        bring = parts.bring_chart if relation.kind == "chart" else parts.bring_picture
        return self._related(relation.kind, bring(self.deck.package, relation.target))

    def link(self, address: str) -> str:
        """The relation of the page to an address, one that it has where there is one."""
        known = self.patch.package.relations(self.page)
        every = [*((one, it.kind, it.target) for one, it in known.items()), *self.added]
        for identity, kind, target in every:
            if (kind, target) == (HYPERLINK, address):
                return identity
        return self._related(HYPERLINK, address)

    def _related(self, kind: str, target: str) -> str:
        identity = f"rIdT{len(self.added) + 1}"
        while identity in self.patch.package.relations(self.page):
            identity += "x"
        self.added.append((identity, kind, target))
        return identity

    def write(self) -> None:
        """Write the relations, if there are any."""
        if self.added:
            self.patch.parts.change_relations(self.page, self.added, set())


def _notes_of(package: DeckPackage, sheet: SheetSource) -> tuple[str, etree._Element | None]:
    """The part with the notes of a page, and their paragraphs; a page may have none."""
    for part in package.related(sheet.part, "notesSlide"):
        return part, notes_body(package.xml(part))
    return "", None


def _slides(edition: Edition, language: str) -> list[AnySlide]:
    return [slide for _, slide in edition[0].course.text(language).every_slide()]


def _pairs(ours: Blocks, theirs: Blocks) -> Iterator[Pair]:
    """The shapes of our page beside those of theirs; titles lie where their layout has them."""
    for name, block in ours.items():
        if name in theirs and name != "title":
            yield block, theirs[name]


def _words_on(match: PageMatch) -> Iterator[str]:
    return (block.text for block in match.blocks.values())


def _words_by_slide(by_hand: Iterable[HandWork]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in by_hand:
        found.setdefault(one.slide, []).extend([one.before] if one.before else [])
    return found
