"""One page of somebody's own deck brought from one written state to another, shape by shape.

Both states are drawn by our writer. What differs between the two drawings is changed in the page;
everything else of it stays as its author left it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from lxml import etree

from ....text.alignment import align_texts
from ...marked_text.line import plain_text
from ..reading.charts import ChartData
from ..reading.lines import lines_in
from ..reading.reading import is_field
from ..reading.shapes import Block
from ..reading.slides.contact import FORMER_CALLS
from ..reading.xml import ADEC, ASVG, A, C, P, R
from .line_heights import write_exact_lines
from .matching import Blocks, PageMatch, by_words, drawn_blocks
from .telling_colours import write_telling_colours
from .text import Replacement, TextPatch, patch_body

_NEAR = 40_000  # EMU: nearer than this, a shape is where the writer put it
_SHAPED_ALIKE = 0.02  # by so much may the width ÷ height of two frames differ
_ROUNDED = 100  # hundredths of a point: as near as sizes are that another page size rounded
_MARGINS = ("lIns", "tIns", "rIns", "bIns", "marL", "marT", "marR", "marB", "anchor")
_FILLS = (f"{A}solidFill", f"{A}noFill", f"{A}gradFill", f"{A}pattFill", f"{A}blipFill")
# Brings the parts that a drawn shape refers to, and gives their relation id in the page.
Bring = Callable[[str], str]
Charts = Mapping[str, ChartData]
Pictures = Mapping[str, tuple[bytes, ...]]
Looks = frozenset[str]


@dataclass
class PagePatch:
    """What happened on a page: blocks with mixed looks, blocks that are not there, their words."""

    mixed: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    words: list[Replacement] = field(default_factory=list)
    drawn_of_itself: frozenset[str] = frozenset()  # blocks whose words are no field of the slide

    def add(self, name: str, text: TextPatch) -> None:
        """Note what happened to the words of a block."""
        if text.mixed:
            self.mixed.append(name)
        if text.missed:
            self.missed.append(name)
            self.words += text.missed

    def miss(self, name: str, before: str, after: str) -> None:
        """Note that a block is not there; what holds no field is nobody's work."""
        if name in self.drawn_of_itself:
            return
        self.missed.append(name)
        if is_field(name) and before != after:
            self.words.append((before, after))


def patch_page(
    page: PageMatch,
    before: etree._Element,
    after: etree._Element,
    bring: Bring,
    charts: tuple[Charts, Charts] = ({}, {}),
    *,
    pictures: tuple[Pictures, Pictures] = ({}, {}),
    usual: Looks = frozenset(),
    drawn_of_itself: frozenset[str] = frozenset(),
    is_in_our_theme: bool = True,
) -> PagePatch:
    """Change a page as the drawing of it changed.

    `bring` is for pictures and charts; `charts` are the bars of both drawings by block, `pictures`
    the bytes of what they show: another picture may stand behind the same relation id. `usual`
    are colours and fonts of the whole deck, which are no sign that a shape was given its own.
    In another theme than ours what is drawn anew keeps the colours that tell right from wrong.
    """
    done = PagePatch(drawn_of_itself=drawn_of_itself)
    old = _with_bars(drawn_blocks(before), charts[0])
    new = _with_bars(drawn_blocks(after), charts[1])
    theirs = by_words(old, page.blocks)
    shown = frozenset(name for name in new if pictures[0].get(name) != pictures[1].get(name))
    patcher = _Patcher(page.tree, theirs, done, bring, page.is_named, usual, is_in_our_theme, shown)
    for name, block in new.items():
        if name not in old:
            patcher.insert(name, block, list(new))
        elif name in shown or not _is_same(old[name], block):
            patcher.change(name, old[name], block)
    for name in old:
        if name not in new:
            patcher.remove(name)
    return done


def _with_bars(named: Blocks, charts: Charts) -> Blocks:
    return {name: replace(block, chart=charts.get(name)) for name, block in named.items()}


def _is_same(one: Block, other: Block) -> bool:
    return one.chart == other.chart and _bare(one.element) == _bare(other.element)


def _bare(element: etree._Element | None) -> bytes:
    """A drawn shape without its number."""
    assert element is not None
    copy = deepcopy(element)
    for properties in copy.iter(f"{P}cNvPr"):
        _drop(properties, "id")
    return etree.tostring(copy, method="c14n")


def _drop(element: etree._Element, name: str) -> None:
    if name in element.attrib:
        del element.attrib[name]


@dataclass
class _Patcher:
    tree: etree._Element
    theirs: dict[str, Block]
    done: PagePatch
    bring: Bring
    is_named: bool
    usual: Looks
    is_in_our_theme: bool
    shown: frozenset[str]  # blocks that show another picture than before

    def change(self, name: str, old: Block, new: Block) -> None:
        """Bring one shape up to date."""
        block = self.theirs.get(name)
        if block is None or block.element is None:
            is_other = old.text != new.text or self._shows_other(name, old, new)
            is_other = is_other or old.chart != new.chart
            if is_other and name != "box":
                self.done.miss(name, old.text or old.alt, new.text or new.alt)
            return
        assert old.element is not None and new.element is not None
        if _is_drawn_anew(block, old, new, self.usual):
            self._replace(name, block, new)
            return
        _follow_place(block, old, new)
        if new.chart is not None:
            self._change_chart(block.element, old, new)
        elif old.rows and new.rows:
            self.done.add(name, _patch_table(block.element, old.element, new.element))
            write_exact_lines(block.element)
        elif not old.text and not new.text and old.image is None:
            self._replace(name, block, new)
        else:
            self._change_words(name, block.element, old.element, new.element)
            write_exact_lines(block.element)
            _follow_fill(block.element, *map(self._coloured, (old.element, new.element)))
        if new.image is not None and (self._shows_other(name, old, new) or old.alt != new.alt):
            self._change_picture(block.element, new)

    def _shows_other(self, name: str, old: Block, new: Block) -> bool:
        return name in self.shown or old.image != new.image

    def _change_words(
        self, name: str, element: etree._Element, old: etree._Element, new: etree._Element
    ) -> None:
        bodies = [one.find(f"{P}txBody") for one in (element, old, new)]
        if bodies[1] is None or bodies[2] is None:
            return
        if bodies[0] is None:
            self.done.miss(name, _words_of(bodies[1]), _words_of(bodies[2]))
            return
        before, after = bodies[1].findall(f"{A}p"), bodies[2].findall(f"{A}p")
        if name.startswith("police"):
            _write_calls_anew(bodies[0])
        self.done.add(name, patch_body(bodies[0], before, after))
        if name == "box":
            ours, theirs = _properties(new), _properties(element)
            theirs.set("descr", ours.get("descr") or "")

    def _change_picture(self, element: etree._Element, new: Block) -> None:
        assert new.element is not None
        theirs, ours = element.find(f"{P}blipFill"), new.element.find(f"{P}blipFill")
        if theirs is not None and ours is not None:
            made = self._brought(ours)
            if not _are_shaped_alike(element, new.element):  # our cut would distort it there
                _keep_cut(theirs, made)
            element.replace(theirs, made)
        properties = _properties(element)
        if new.alt:
            properties.set("descr", new.alt)
        else:
            _drop(properties, "descr")
        for mark in list(properties.iter(f"{ADEC}decorative")):
            parent = mark.getparent()
            if parent is not None and new.alt:
                parent.remove(mark)

    def _change_chart(self, element: etree._Element, old: Block, new: Block) -> None:
        """Another chart in the frame of theirs, and what is said of it."""
        assert new.element is not None
        theirs, ours = (next(one.iter(f"{C}chart"), None) for one in (element, new.element))
        if theirs is not None and ours is not None and old.chart != new.chart:
            theirs.set(f"{R}id", self.bring(ours.get(f"{R}id") or ""))
        _properties(element).set("descr", new.alt)

    def _replace(self, name: str, block: Block, new: Block) -> None:
        """A shape without words (a ground, a drawn mark), or one that is drawn otherwise now, is
        the new one, where the old one was.
        """
        assert block.element is not None and new.element is not None
        made = self._brought(new.element)
        parent = block.element.getparent()
        if parent is not None:
            known = _properties(block.element)
            _properties(made).set("id", known.get("id") or "0")
            if not self.is_named:
                _properties(made).set("name", known.get("name") or "")
            parent.replace(block.element, made)
            self.theirs[name] = replace(block, element=made)

    def insert(self, name: str, block: Block, order: list[str]) -> None:
        """Add a shape behind the one that the writer draws before it."""
        assert block.element is not None
        made = self._brought(block.element)
        _properties(made).set("id", str(self._free_number()))
        if not self.is_named:
            # Beside one name of ours, a page that lost all others would be read by that alone.
            _properties(made).set("name", f"Shape {self._free_number()}")
        earlier = (self.theirs.get(one) for one in reversed(order[: order.index(name)]))
        anchor = next((one.element for one in earlier if one and one.element is not None), None)
        if anchor is not None:
            anchor.addnext(made)
        else:
            self.tree.append(made)
        self.theirs[name] = replace(block, element=made)  # what comes next stands behind it

    def remove(self, name: str) -> None:
        """Take a shape out."""
        block = self.theirs.get(name)
        if block is None or block.element is None:
            return
        parent = block.element.getparent()
        if parent is not None:
            parent.remove(block.element)

    def _coloured(self, element: etree._Element) -> etree._Element:
        """A copy of what we draw, in colours that tell right from wrong in any theme."""
        made = deepcopy(element)
        if not self.is_in_our_theme:
            write_telling_colours(made)
        return made

    def _brought(self, element: etree._Element) -> etree._Element:
        made = self._coloured(element)
        for node in made.iter(f"{A}blip", f"{ASVG}svgBlip", f"{C}chart"):
            for name in (f"{R}embed", f"{R}id"):
                if reference := node.get(name):
                    node.set(name, self.bring(reference))
        return made

    def _free_number(self) -> int:
        numbers = [int(one.get("id") or 0) for one in self.tree.iter(f"{P}cNvPr")]
        return max(numbers, default=1) + 1


def _write_calls_anew(body: etree._Element) -> None:
    """Say when to call the police as we say it now: an earlier deck said it otherwise."""
    for run in body.iter(f"{A}t"):
        run.text = FORMER_CALLS.get(run.text or "", run.text)


def _words_of(body: etree._Element) -> str:
    return plain_text(lines_in(body))


def _properties(element: etree._Element) -> etree._Element:
    return next(element.iter(f"{P}cNvPr"))


def _are_shaped_alike(one: etree._Element, other: etree._Element) -> bool:
    """Whether two frames have the same width ÷ height."""
    sizes = [frame.find(f"{P}spPr/{A}xfrm/{A}ext") for frame in (one, other)]
    shapes = [
        int(size.get("cx") or 0) / max(1, int(size.get("cy") or 0))
        for size in sizes
        if size is not None
    ]
    return len(shapes) == 2 and abs(shapes[0] / max(shapes[1], 0.01) - 1) < _SHAPED_ALIKE


def _keep_cut(theirs: etree._Element, made: etree._Element) -> None:
    """Show of another picture what was shown of the one before it."""
    for ours in made.findall(f"{A}srcRect"):
        made.remove(ours)
    cut, blip = theirs.find(f"{A}srcRect"), made.find(f"{A}blip")
    if cut is not None and blip is not None:
        blip.addnext(deepcopy(cut))


def _is_drawn_anew(block: Block, old: Block, new: Block, usual: Looks) -> bool:
    """Whether another look of a layout draws a text otherwise, and its author left it as it was.

    Its words are those of the merged edition, so that the author's own stand in the new drawing.
    Other margins, letters or rows are part of that look: words in the old ones would not fit into
    the new place.
    """
    if old.kind or not _is_in_place(block, old):
        return False
    if old.rows and new.rows:
        return _measure(old) != _measure(new) and _has_drawn_look(block, old, usual)
    if not (old.lines and new.lines):
        return False
    if _form(old) != _form(new):
        return _form(block) == _form(old)
    return _measure(old) != _measure(new) and _has_drawn_look(block, old, usual)


def _measure(block: Block) -> tuple[object, ...]:
    """How a layout sets words into a place: margins, sizes of letters, rows and columns."""
    assert block.element is not None
    margins = [
        tuple(one.get(name) for name in _MARGINS)
        for one in block.element.iter(f"{A}bodyPr", f"{A}tcPr")
    ]
    grid = [one.get("w") for one in block.element.iter(f"{A}gridCol")]
    rows = [one.get("h") for one in block.element.iter(f"{A}tr")]
    return set(margins), _sizes(block), grid, rows


def _sizes(block: Block) -> set[int]:
    """The sizes of its letters, in hundredths of a point."""
    assert block.element is not None
    return {int(one.get("sz") or 0) for one in block.element.iter(f"{A}rPr")}


def _has_drawn_look(block: Block, old: Block, usual: Looks) -> bool:
    """Whether its author gave a shape no fill, colour, font or size of letters of their own."""
    assert block.element is not None and old.element is not None
    if looks_in(block.element) - looks_in(old.element) - usual:
        return False
    then = _sizes(old)
    return all(any(abs(size - one) <= _ROUNDED for one in then) for size in _sizes(block))


def looks_in(element: etree._Element) -> Looks:
    """The colours and fonts that a shape or page names, and whether any letters are slanted."""
    colours = {one.get("val") or "" for one in element.iter(f"{A}srgbClr", f"{A}schemeClr")}
    fonts = {one.get("typeface") or "" for one in element.iter(f"{A}latin", f"{A}ea")}
    slanted = {"i" for one in element.iter(f"{A}rPr") if one.get("i") in ("1", "true")}
    return frozenset({one.upper() for one in colours} | fonts | slanted)


_Form = tuple[str, str, frozenset[str]]


def _form(block: Block) -> _Form:
    """What a layout says of a text box: its outline, where its words stand, how they are set."""
    assert block.element is not None
    outline = block.element.find(f"{P}spPr/{A}prstGeom")
    body = block.element.find(f"{P}txBody/{A}bodyPr")
    set_so = {
        "l" if line is None else line.get("algn") or "l"
        for line in (one.find(f"{A}pPr") for one in block.element.iter(f"{A}p"))
    }
    return (
        "" if outline is None else outline.get("prst") or "",
        "t" if body is None else body.get("anchor") or "t",
        frozenset(set_so),
    )


def _is_in_place(block: Block, old: Block) -> bool:
    """Whether a shape stands where the writer had put it."""
    ours, then = (block.x, block.y, block.w, block.h), (old.x, old.y, old.w, old.h)
    return all(abs(a - b) <= _NEAR for a, b in zip(ours, then, strict=True))


def _follow_place(block: Block, old: Block, new: Block) -> None:
    """A shape that stands where the writer had put it goes where the writer puts it now."""
    now = (new.x, new.y, new.w, new.h)
    if now == (old.x, old.y, old.w, old.h) or not _is_in_place(block, old):
        return
    assert block.element is not None
    for transform in block.element.iter(f"{A}xfrm", f"{P}xfrm"):
        for tag, names, values in (
            ("off", ("x", "y"), now[:2]),
            ("ext", ("cx", "cy"), now[2:]),
        ):
            part = transform.find(f"{A}{tag}")
            if part is not None:
                for name, value in zip(names, values, strict=True):
                    part.set(name, str(value))
        return


def _follow_fill(element: etree._Element, old: etree._Element, new: etree._Element) -> None:
    """A ground that says a judgement follows it, where its author left it as it was drawn."""
    theirs, then, now = (_fill(one.find(f"{P}spPr")) for one in (element, old, new))
    if theirs is None or then is None or now is None or _plain(then) == _plain(now):
        return
    parent = theirs.getparent()
    if parent is not None:
        parent.replace(theirs, deepcopy(now))


def _fill(properties: etree._Element | None) -> etree._Element | None:
    if properties is None:
        return None
    return next((child for child in properties if child.tag in _FILLS), None)


def _plain(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n")


# -- tables ------------------------------------------------------------------------------------


def _patch_table(frame: etree._Element, before: etree._Element, after: etree._Element) -> TextPatch:
    """Rows that came, went or changed; a table with other columns is taken as a whole."""
    done = TextPatch()
    tables = [next(one.iter(f"{A}tbl"), None) for one in (frame, before, after)]
    theirs, old, new = tables
    if theirs is None or old is None or new is None:
        done.missed.append(("", ""))
        return done
    if _columns(old) != _columns(new) or _columns(theirs) != _columns(old):
        parent = theirs.getparent()
        if parent is not None and _columns(old) != _columns(new):
            parent.replace(theirs, deepcopy(new))
        done.mixed = True
        return done
    old_rows, new_rows, rows = (one.findall(f"{A}tr") for one in (old, new, theirs))
    words = [[_row_words(row) for row in each] for each in (old_rows, rows)]
    at = {
        origin: rows[number]
        for number, origin in enumerate(align_texts(*words))
        if origin is not None
    }
    patcher = _RowPatcher(theirs, at, old_rows, new_rows, done)
    for was, now in _row_pairs(old_rows, new_rows):
        patcher.patch(was, now)
    return done


def _columns(table: etree._Element) -> int:
    return len(table.findall(f"{A}tblGrid/{A}gridCol"))


def _row_words(row: etree._Element) -> str:
    return "\n".join(
        plain_text(lines_in(cell.find(f"{A}txBody"))) for cell in row.iterfind(f"{A}tc")
    )


def _row_pairs(
    old: list[etree._Element], new: list[etree._Element]
) -> Iterator[tuple[int | None, int | None]]:
    """Which row became which: (old, new), `None` for one that came or went."""
    words = [_row_words(row) for row in old], [_row_words(row) for row in new]
    matcher = SequenceMatcher(None, *words, autojunk=False)
    for _kind, i, i_end, j, j_end in matcher.get_opcodes():
        for step in range(max(i_end - i, j_end - j)):
            yield (
                i + step if i + step < i_end else None,
                j + step if j + step < j_end else None,
            )


@dataclass
class _RowPatcher:
    """Goes through a table from above; `last` is the row, and its drawing, that stands before."""

    table: etree._Element
    at: dict[int, etree._Element]
    old: list[etree._Element]
    new: list[etree._Element]
    done: TextPatch
    last: tuple[etree._Element, etree._Element] | None = None

    def patch(self, was: int | None, now: int | None) -> None:
        """One row: kept, changed, taken out, or added."""
        if was is None:
            if now is not None:
                self._add(self.new[now])
            return
        row = self.at.get(was)
        drawn = None if now is None else self.new[now]
        if row is None:
            if drawn is None or _plain(self.old[was]) != _plain(drawn):
                words = "" if drawn is None else _row_words(drawn)
                self.done.missed.append((_row_words(self.old[was]), words))
            return
        if drawn is None:
            self.table.remove(row)
            return
        if _plain(self.old[was]) != _plain(drawn):
            _set_cells(row, self.old[was], drawn, self.done)
        self.last = (row, drawn)

    def _add(self, drawn: etree._Element) -> None:
        if self.last is None:
            first = self.table.find(f"{A}tr")
            made = deepcopy(drawn)
            if first is None:
                self.table.append(made)
            else:
                first.addprevious(made)
        else:
            row, was = self.last
            made = deepcopy(row)
            row.addnext(made)
            _set_cells(made, was, drawn, self.done)
        self.last = (made, drawn)


def _set_cells(
    row: etree._Element, old: etree._Element, new: etree._Element, done: TextPatch
) -> None:
    triples = zip(*(one.findall(f"{A}tc") for one in (row, old, new)), strict=False)
    for cell, was, now in triples:
        bodies = [one.find(f"{A}txBody") for one in (cell, was, now)]
        if bodies[0] is not None and bodies[1] is not None and bodies[2] is not None:
            text = patch_body(bodies[0], bodies[1].findall(f"{A}p"), bodies[2].findall(f"{A}p"))
            done.mixed = done.mixed or text.mixed
            done.missed += text.missed
        looks = [one.find(f"{A}tcPr") for one in (cell, was, now)]
        theirs, then, later = (_fill(look) for look in looks)
        if theirs is not None and then is not None and later is not None:
            parent = theirs.getparent()
            if parent is not None and _plain(then) != _plain(later):
                parent.replace(theirs, deepcopy(later))
