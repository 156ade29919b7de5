"""Somebody's own deck with an update in it: members are patched, the file is never saved anew.

Pages that the update does not touch keep their members (page, relations, notes, pictures) byte
for byte. A touched page changes where its drawing changes (`patch_page.py`). New pages come from
our writer; pages that are gone take along what nothing else refers to.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from ....edition import EditionSettings
from ....layouts.identity import PREFIX, Part
from ....model import AnySlide, Material
from ....revision import revision_id
from ..reading.package import DeckPackage
from ..reading.page_size import Pair, fit_title, fitted, page_fit
from ..reading.sheets import DeckSource, SheetSource, read_deck
from ..reading.xml import A, P, R
from ..writing.xml import el, to_bytes
from .drawn_deck import DrawnDeck, draw, pairs_of
from .package import PRESENTATION_TYPE, PackagePatch, relations_of
from .page import patch_page
from .parts import hide, notes_body, write_sections
from .result import Patched, PatchNotice
from .text import TextPatch, patch_body

Edition = tuple[Material, EditionSettings]
Pages = Mapping[str, Mapping[Part, int]]


def patch_deck(
    deck: bytes, before: Edition, pages: Pages, after: Edition, language: str
) -> Patched:
    """Bring a deck from the edition that was read from it to another.

    `before` and `pages` are what the import of the deck gave; `after` is the merged edition.

    Raises `UnreadableDeck` for what is no deck.
    """
    return _DeckPatch(deck, before, pages, after, language).run()


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
    notices: list[PatchNotice] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source: DeckSource = read_deck(self.data)
        self.package: DeckPackage = self.source.package
        self.parts = PackagePatch(self.package)
        self.old, self.new = self._drawn()
        self.was = {slide.id: slide for slide in _slides(self.before, self.language)}
        self.now = {slide.id: slide for slide in _slides(self.after, self.language)}

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
                    theirs = self.package.xml(self.source.sheets[page - 1].part)
                    yield from pairs_of(old.root(drawn), theirs)

    # -- the whole --------------------------------------------------------------------------

    def run(self) -> Patched:
        """Patch every page, then the deck around them."""
        order = self._order()
        for page in order:
            if page.old_page is not None:
                self._patch_page(page)
        removed = [slide for slide in self.pages if slide not in self.now]
        kept = {page.part for page in order}
        self._drop([sheet for sheet in self.source.sheets if sheet.part not in kept])
        self._write_order(order)
        self._write_revision()
        self.parts.write_types()
        self._number(order)
        added = list(dict.fromkeys(page.slide for page in order if page.old_page is None))
        return Patched(
            self.parts.packed(self.data),
            tuple(dict.fromkeys(self.touched)),
            tuple(added),
            tuple(removed),
            tuple(self.notices),
        )

    def _order(self) -> list[_Page]:
        """The pages of the new deck: those of slides that stay, and those that are added."""
        order: list[_Page] = []
        for slide in _slides(self.after, self.language):
            known = self.pages.get(slide.id, {})
            drawn = self.new.sheets.get(slide.id, {})
            if slide.id in self.pages and not known:
                continue  # its content stands on the page of the slide before it
            if not known:
                order += [
                    _Page(self._add_page(sheet), slide.id, part, None)
                    for part, sheet in drawn.items()
                ]
                continue
            parts = [*known, *(part for part in drawn if self._is_wanted(slide.id, part))]
            for part in sorted(parts, key=list(Part).index):
                if part in known:
                    sheet = self.source.sheets[known[part] - 1]
                    order.append(_Page(sheet.part, slide.id, part, known[part]))
                else:
                    order.append(_Page(self._add_page(drawn[part]), slide.id, part, None))
        return order

    def _is_wanted(self, slide: str, part: Part) -> bool:
        """Whether a sheet is new: one that its author took out stays out."""
        return part not in self.pages[slide] and part not in self.old.sheets.get(slide, {})

    # -- pages ------------------------------------------------------------------------------

    def _patch_page(self, page: _Page) -> None:
        old = self.old.sheets.get(page.slide, {}).get(page.sheet)
        new = self.new.sheets.get(page.slide, {}).get(page.sheet)
        sheet = self.source.sheets[(page.old_page or 1) - 1]
        if old is None or new is None or self._is_unchanged(page, old, new):
            return
        self.touched.append(page.slide)
        root = self.package.xml(sheet.part)
        brought = _Bringer(self, sheet.part, self.new.deck, new)
        done = patch_page(root, self.old.root(old), self.new.root(new), brought)
        if old.hidden != new.hidden:
            hide(root, hidden=new.hidden)
        self.parts.members[sheet.part] = to_bytes(root)
        brought.write()
        self._patch_notes(page, sheet, old, new)
        number = page.old_page or 0
        is_ours = any(block.name.startswith(f"{PREFIX}:") for block in sheet.blocks)
        if done.missed and not is_ours:
            self.notices.append(PatchNotice("unpatched", number, page.slide))
            return
        self.notices += [PatchNotice("mixed", number, page.slide, name) for name in done.mixed]
        self.notices += [PatchNotice("missed", number, page.slide, name) for name in done.missed]

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
        parts = self.package.related(sheet.part, "notesSlide")
        if not parts:
            self.notices.append(PatchNotice("notes", page.old_page or 0, page.slide))
            return
        root = self.package.xml(parts[0])
        body = notes_body(root)
        before, after = (
            notes_body(one.deck.package.xml(one.deck.package.related(each.part, "notesSlide")[0]))
            for one, each in ((self.old, old), (self.new, new))
        )
        if body is None or before is None or after is None:
            self.notices.append(PatchNotice("notes", page.old_page or 0, page.slide))
            return
        done: TextPatch = patch_body(body, before.findall(f"{A}p"), after.findall(f"{A}p"))
        if done.missed:
            self.notices.append(PatchNotice("missed", page.old_page or 0, page.slide, "notes"))
        self.parts.members[parts[0]] = to_bytes(root)

    # -- new pages --------------------------------------------------------------------------

    def _add_page(self, drawn: SheetSource) -> str:
        """Copy a page of our own drawing into the deck; returns the name of its part."""
        package = self.new.deck.package
        part = self.parts.free_name("ppt/slides/slide{}.xml")
        relations: list[tuple[str, str, str]] = []
        for identity, relation in package.relations(drawn.part).items():
            target = relation.target
            if relation.kind == "slideLayout":
                target = self._layout_named(drawn.layout)
            elif relation.kind == "image":
                target = self.parts.bring_picture(package, target)
            elif relation.kind == "notesSlide":
                target = self._add_notes(package, target, part)
                if not target:
                    continue
            elif relation.kind == "tags":
                target = self.parts.copy(package, target, "ppt/tags/tag{}.xml", "tags+xml")
            relations.append((identity, relation.kind, target))
        layout = next(target for _, kind, target in relations if kind == "slideLayout")
        self.parts.members[part] = self._fitted_page(drawn, layout)
        self.parts.types[part] = f"{PRESENTATION_TYPE}slide+xml"
        self.parts.relate(part, relations)
        return part

    def _fitted_page(self, drawn: SheetSource, layout: str) -> bytes:
        """The bytes of a new page, whose title may have to keep off what their layout does."""
        if self.fit is None:
            return self.new.deck.package.part(drawn.part)
        root = self.new.root(drawn)
        masters = self.package.related(layout, "slideMaster")
        theirs = [self.package.xml(one) for one in (layout, *masters[:1])]
        fit_title(root, theirs, self.new.layouts(drawn), self.fit)
        return to_bytes(root)

    def _add_notes(self, package: DeckPackage, target: str, slide: str) -> str:
        masters = self.package.related(self.package.main, "notesMaster")
        if not masters:
            return ""
        part = self.parts.copy(
            package, target, "ppt/notesSlides/notesSlide{}.xml", "notesSlide+xml"
        )
        kinds = {"notesMaster": masters[0], "slide": slide}
        relations = [
            (identity, relation.kind, kinds[relation.kind])
            for identity, relation in package.relations(target).items()
            if relation.kind in kinds
        ]
        self.parts.relate(part, relations)
        return part

    def _layout_named(self, wanted: str) -> str:
        """The deck's layout of that name, else the one that the first page has."""
        found = {name: part for part, name in self.source.layouts.items()}
        for part in self._all_layouts():
            content = self.package.xml(part).find(f"{P}cSld")
            found.setdefault("" if content is None else content.get("name") or "", part)
        first = self.package.related(self.source.sheets[0].part, "slideLayout")
        return found.get(wanted) or first[0]

    def _all_layouts(self) -> list[str]:
        masters = self.package.related(self.package.main, "slideMaster")
        return [part for one in masters for part in self.package.related(one, "slideLayout")]

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
        for part in dropped:
            self.parts.gone |= {part, relations_of(part)}
            for relation in self.package.relations(part).values():
                alone = relation.target not in in_use and not relation.external
                if alone and relation.kind in ("notesSlide", "tags", "comments", "image"):
                    if relation.kind == "image" and self._is_used_elsewhere(relation.target):
                        continue
                    self.parts.gone |= {relation.target, relations_of(relation.target)}
        self.parts.gone &= set(self.package.names())

    def _is_used_elsewhere(self, target: str) -> bool:
        """Whether a layout, a master or a patched page shows a picture."""
        name = posixpath.basename(target).encode()
        texts = [data for part, data in self.parts.members.items() if part.endswith(".rels")]
        masters = self.package.related(self.package.main, "slideMaster")
        shown = {
            relation.target
            for part in (*masters, *self._all_layouts())
            for relation in self.package.relations(part).values()
        }
        return target in shown or any(name in text for text in texts)

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

    def _write_revision(self) -> None:
        """The property that says what the deck was made from: the merged edition."""
        for name in self.package.related("", "custom-properties"):
            root = self.package.xml(name)
            for entry in root:
                if entry.get("name") == "terakoya:revision" and len(entry):
                    entry[0].text = revision_id(self.after[0].course)
            self.parts.members[name] = to_bytes(root)

    def _number(self, order: list[_Page]) -> None:
        """Notices name pages of the new deck."""
        now = {page.old_page: number for number, page in enumerate(order, 1) if page.old_page}
        self.notices = [
            PatchNotice(one.kind, now.get(one.page, one.page), one.slide, one.block)
            for one in self.notices
        ]
        if self.fit is not None:
            self.notices += [
                PatchNotice("fitted", number, page.slide)
                for number, page in enumerate(order, 1)
                if page.old_page is None
            ]


@dataclass
class _Bringer:
    """Brings pictures of our drawing into a page of the deck and relates them there."""

    patch: _DeckPatch
    page: str
    deck: DeckSource
    drawn: SheetSource
    added: list[tuple[str, str, str]] = field(default_factory=list)

    def __call__(self, reference: str) -> str:
        target = self.drawn.relations[reference].target
        part = self.patch.parts.bring_picture(self.deck.package, target)
        identity = f"rIdT{len(self.added) + 1}"
        known = self.patch.package.relations(self.page)
        while identity in known:
            identity += "x"
        self.added.append((identity, "image", part))
        return identity

    def write(self) -> None:
        """Write the relations, if there are any."""
        if self.added:
            self.patch.parts.change_relations(self.page, self.added, set())


def _slides(edition: Edition, language: str) -> list[AnySlide]:
    return [slide for _, slide in edition[0].course.text(language).every_slide()]
