"""Reading one slide: finds the blocks of its sheets and brings base texts into their words.

A slide's reader asks for blocks by name; whatever nobody asked for is told at the end, so that
nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ....layouts.identity import Part
from ....model import AnySlide, Judgement, Picture
from ....text.alignment import align_texts, folded
from ....text.assignment import divide
from ...marked_text.line import Line, joined
from ...marked_text.restorer import MarkupRestorer
from .extras import Extra
from .identity import is_free, name_of
from .judgements import JudgementWords, judgement_of
from .links import address_of_film
from .notices import Loss, Notice
from .shapes import TITLES, Block, Cell
from .sheets import SheetSource

Origins = tuple[int | None, ...]
PictureOf = Callable[[SheetSource, Block, Picture], Picture]
Rows = tuple[tuple[Cell, ...], ...]
RowWords = Callable[[tuple[Cell, ...]], str]
Text = tuple[str, bool]  # a base text, and whether its place in the deck is bold by itself

# Blocks that hold no field: fixed words, numbers, grounds and drawn marks.
_NO_FIELD = re.compile(
    r"^(?:answer-|continued-)?(?:.*-(?:tag|label|letter|number|mark|line|bar|ground|axis)"
    r"|verdict-(?:demand|manner)-(?:axis|mark)|matrix-(?:axis|mark)-.*|ground|panel|number|left|right)$"
)
_FIXED_WORD = re.compile(r"^.*-(?:tag|label)$")
_AXIS = re.compile(r"^.*-axis(?:-.*)?$")  # says a fixed word, too
_SIGN = re.compile(r"^.*-(?:number|letter)$")  # a number or a letter that the layout gives
_SIGNS = {"number": re.compile(r"\d+|‹#›"), "letter": re.compile(r"[a-h]")}
_LETTER = re.compile(r"^.*-([a-h])-letter$")  # that of a card
_NO_PICTURE = Picture(file="none.png")
_FOOTERS = ("sldNum", "dt", "ftr")


@dataclass
class Reading:
    """One slide's sheets against its base.

    `origins` says for each list whose elements may come and go which of the base's each was.
    """

    base: AnySlide
    sheets: Mapping[Part, SheetSource]
    markup: MarkupRestorer
    words: Mapping[str, str]
    picture_of: PictureOf
    judgements: JudgementWords = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    origins: dict[str, Origins] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    _blocks: dict[Part, dict[str, list[Block]]] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for part, sheet in self.sheets.items():
            named = self._blocks.setdefault(part, {})
            found = [(*said, block) for block in sheet.blocks if (said := name_of(block))]
            # Its own blocks come before those that were pasted in from other slides.
            for _, name, block in sorted(found, key=lambda one: one[0] != self.base.id):
                named.setdefault(name, []).append(block)

    # -- finding ----------------------------------------------------------------------------

    def has(self, part: Part) -> bool:
        """Whether the slide has this sheet."""
        return part in self.sheets

    def block(self, name: str, part: Part = Part.MAIN) -> Block | None:
        """The block of that name, or `None` when it is gone."""
        found = self._blocks.get(part, {}).get(name, [])[:1]
        self._used.update(id(block) for block in found)
        return found[0] if found else None

    def unread(self, name: str, part: Part = Part.MAIN) -> Block | None:
        """The block of a name that says something and that nobody asked for yet."""
        blocks = self._blocks.get(part, {}).get(name, [])
        found = next((one for one in blocks if one.lines and id(one) not in self._used), None)
        if found is not None:
            self.use(found)
        return found

    def spare(self, names: Sequence[str], most: int, part: Part = Part.MAIN) -> list[Block]:
        """Up to so many copies of blocks beyond the first of each name that say something."""
        named = self._blocks.get(part, {})
        copies = [block for name in names for block in named.get(name, [])[1:] if block.lines]
        found = copies[: max(0, most)]
        self._used.update(id(block) for block in found)
        return found

    def named(self, prefix: str, part: Part = Part.MAIN) -> list[Block]:
        """The blocks `prefix-1`, `prefix-2` …, copies included, without noting them as read."""
        return [block for _, block in self._with_numbers(prefix, part)]

    def numbered(self, prefix: str, part: Part = Part.MAIN) -> list[tuple[int, Block]]:
        """The blocks `prefix-1`, `prefix-2` …, copies included, with their numbers in order."""
        found = self._with_numbers(prefix, part)
        self._used.update(id(block) for _, block in found)
        return found

    def _with_numbers(self, prefix: str, part: Part) -> list[tuple[int, Block]]:
        found = []
        for name, blocks in self._blocks.get(part, {}).items():
            number = name.removeprefix(f"{prefix}-")
            if number != name and number.isdecimal() and len(number) < 9:
                found += [(int(number), block) for block in blocks]
        return sorted(found, key=lambda one: one[0])

    def free(self, sort: str, part: Part = Part.MAIN) -> list[Block]:
        """The shapes of a sort that somebody put there and nobody asked for yet."""
        sheet = self.sheets.get(part)
        blocks = () if sheet is None else sheet.blocks
        return [
            block
            for block in blocks
            if block.sort == sort and is_free(block) and id(block) not in self._used
        ]

    def use(self, block: Block) -> None:
        """Note that a block was read, so that it is not told as left over."""
        self._used.add(id(block))

    def leave(self, block: Block) -> None:
        """Note that a block was looked at and holds something else, so that it is told."""
        self._used.discard(id(block))

    def with_ending(
        self, prefix: str, ending: str, part: Part = Part.MAIN
    ) -> list[tuple[int, Block]]:
        """The blocks `prefix-1-ending`, `prefix-2-ending` …, copies included, in order."""
        found = []
        for name, blocks in self._blocks.get(part, {}).items():
            number = name.removeprefix(f"{prefix}-").removesuffix(f"-{ending}")
            if name == f"{prefix}-{number}-{ending}" and number.isdecimal() and len(number) < 9:
                found += [(int(number), block) for block in blocks]
        return sorted(found, key=lambda one: one[0])

    # -- texts ------------------------------------------------------------------------------

    def text(self, base: str, name: str, *, bold: bool = False, part: Part = Part.MAIN) -> str:
        """A field that has a block of its own."""
        if not self.has(part):
            return base
        block = self.block(name, part)
        return self.whole(base, () if block is None else block.lines, bold=bold)

    def whole(self, base: str, lines: Sequence[Line], *, bold: bool = False) -> str:
        """A field from all paragraphs given."""
        if not lines:
            return self.markup.gone(base)
        return self.markup.of(base, joined(lines), bold=bold)

    def shared(self, lines: Sequence[Line], *bases: Text) -> list[str]:
        """Several fields from the paragraphs of one block."""
        expected = [self.markup.shown(base) for base, _ in bases]
        groups = divide([line.text for line in lines], expected)
        return [
            self.whole(base, [lines[number] for number in group], bold=bold)
            for (base, bold), group in zip(bases, groups, strict=True)
        ]

    def words_of(self, *bases: str) -> str:
        """What a block shows that holds these fields, a line each."""
        return "\n".join(text for text in map(self.markup.shown, bases) if text)

    def list(
        self, bases: Sequence[str], lines: Sequence[Line], *, bold: bool = False
    ) -> tuple[str, ...]:
        """A list of texts, a paragraph each; what the base keeps unseen stays in its place."""
        return self._list(bases, lines, lambda base, line: self.markup.of(base, line, bold=bold))

    def said(self, bases: Sequence[str], lines: Sequence[Line]) -> tuple[str, ...]:
        """A narration: the paragraphs of the notes."""
        lines = [part for line in lines for part in _paragraphs(line)]
        return self._list(bases, lines, self.markup.said)

    def _list(
        self, bases: Sequence[str], lines: Sequence[Line], bring: Callable[[str, Line], str]
    ) -> tuple[str, ...]:
        here = {line.text.replace("\n", " ") for line in lines}
        shown = [self.markup.shown_among(base, here) for base in bases]
        seen = [number for number, text in enumerate(shown) if text]
        origins = align_texts(
            [shown[number] for number in seen], [line.text.replace("\n", " ") for line in lines]
        )
        out: list[str] = []
        unseen = [number for number, text in enumerate(shown) if not text]
        for line, origin in zip(lines, origins, strict=True):
            if origin is not None:
                while unseen and unseen[0] < seen[origin]:
                    out.append(bases[unseen.pop(0)])
            out.append(bring("" if origin is None else bases[seen[origin]], line))
        out += [bases[number] for number in unseen]
        return tuple(out)

    # -- pictures ---------------------------------------------------------------------------

    def picture(self, name: str, base: Picture, part: Part = Part.MAIN) -> Picture:
        """A picture with its alternative text; the base's where its sheet or block is gone."""
        if not self.has(part):
            return base
        block = self.block(name, part)
        if block is None:
            self.tell(Loss.PICTURE_GONE, part)
            return base
        return self.pictured(block, base, part)

    def pictured(self, block: Block, base: Picture, part: Part = Part.MAIN) -> Picture:
        """The picture of a block."""
        self._used.add(id(block))
        found = self.picture_of(self.sheets[part], block, base)
        alt = self.markup.said(base.alt, Line.of(block.alt))
        if alt == base.alt or block.refused_alt:
            alt = found.alt  # office programs keep the old words beside another picture
        if alt and alt == base.alt and found.file != base.file:
            self.tell(Loss.CUT_PICTURE, part, text=short(self.markup.shown(alt)))
        return found.model_copy(update={"alt": alt})

    def new_picture(self, block: Block, part: Part = Part.MAIN) -> Picture | None:
        """The picture of a block that stands where the base has none; `None` when it is unfit."""
        found = self.picture_of(self.sheets[part], block, _NO_PICTURE)
        if found.file == _NO_PICTURE.file:
            return None
        self.use(block)
        return found.model_copy(update={"alt": block.alt})

    # -- tables -----------------------------------------------------------------------------

    def rows(self, name: str, part: Part = Part.MAIN) -> Rows | None:
        """The rows of a table, or `None` when it is gone."""
        block = self.block(name, part)
        if block is None or not block.rows:
            return None
        if any(cell.merged for row in block.rows for cell in row):
            self.tell(Loss.MERGED_CELLS, part)
        return block.rows

    def parted_rows(
        self, name: str, known: Collection[str], words_of: RowWords, heads: int = 0
    ) -> Rows | None:
        """The rows of a table that somebody parted in several, or `None` when it is gone.

        `known` are the words of the rows of the base below its `heads`, as `words_of` says those
        of a row. Another table is a part where it has a row of these that stands in the first one
        no more, and the first one has fewer rows than it had. Rows that stand in both, such as
        heads, are those of the upper one.
        """
        rows = self.rows(name)
        first = self.block(name)
        if rows is None or first is None or len(rows) >= heads + len(known):
            return rows
        for block in self.sheets[Part.MAIN].blocks:
            said = name_of(block)
            is_other = id(block) not in self._used and said in (None, (self.base.id, name))
            part = tuple(row for row in block.rows if row)
            if not is_other or not part or len(part[0]) != len(rows[0]):
                continue
            here = {words_of(row) for row in rows if row}
            if any(words_of(row) in known and words_of(row) not in here for row in part):
                self.use(block)
                upper, lower = (part, rows) if block.y < first.y else (rows, part)
                above = {words_of(row) for row in upper if row}
                rows = (*upper, *(row for row in lower if row and words_of(row) not in above))
        return rows

    def judgement(self, base: Judgement, was: str, said: str, part: Part) -> Judgement:
        """The judgement of a word that said something else before; where it says none, the
        base's stays and that is told.
        """
        was, said = self.markup.shown(was), self.markup.shown(said)
        found = base if was == said else judgement_of(said, base, self.judgements)
        if found is None:
            self.tell(Loss.JUDGEMENT_KEPT, part, text=said, was=was)
        return found or base

    # -- what is left -----------------------------------------------------------------------

    def tell(self, loss: Loss, part: Part = Part.MAIN, **values: str) -> None:
        """Note something that the course cannot hold."""
        sheet = self.sheets.get(part) or next(iter(self.sheets.values()))
        self.notices.append(Notice(loss, sheet.page, values))

    def tell_reworded(self, label: str, part: Part = Part.MAIN) -> None:
        """Note a fixed word that says something else now."""
        if label and label not in self.words.values():
            self.tell(Loss.FIXED_WORD, part, text=short(label))

    def keep_words(self, loss: Loss, text: str, part: Part = Part.MAIN) -> None:
        """Keep words that no field holds for a slide of their own."""
        block = Block(name="", sort="text", lines=(Line.of(text),), levels=(0,))
        self.extras.append(Extra(loss, self.sheets[part], block))

    def tell_rest(self) -> None:
        """Keep or note every shape that nobody asked for and that says something."""
        for part, sheet in self.sheets.items():
            self._tell_letters(part)
            for block in sheet.blocks:
                if id(block) not in self._used and block.kind not in _FOOTERS:
                    self._tell_unused(block, part)

    def _tell_letters(self, part: Part) -> None:
        """Note the letters of cards that somebody typed over.

        One that is not its card's own is taken where the cards have the first letters, each once:
        then somebody gave them another order.
        """
        found: list[tuple[str, Block]] = []
        for name, blocks in self._blocks[part].items():
            if match := _LETTER.match(name):
                found += [(match[1], block) for block in blocks if block.text.strip()]
        shown = [folded(block.text) for _, block in found]
        in_order = sorted(shown) == list("abcdefgh"[: len(shown)])
        for (letter, block), said in zip(found, shown, strict=True):
            self.use(block)
            if said != letter and not in_order:
                self.tell(Loss.FIXED_WORD, part, text=short(block.text))

    def _tell_unused(self, block: Block, part: Part) -> None:
        found = name_of(block)
        name = found[1] if found else None
        if name == "" or block.hidden or self._is_title(block, part):
            return
        if name is not None and _NO_FIELD.match(name):
            self._tell_fixed(name, block, part)
            return
        loss = _LOSS_OF_SORT.get(block.sort, Loss.SHAPE)
        if loss is Loss.SHAPE and block.text.strip():
            loss = Loss.TEXT_BOX
        if loss is Loss.SHAPE and name is not None:
            return
        if loss in _KEPT or (loss is Loss.SMART_ART and block.text.strip()):
            self._keep(loss, block, part)
            return
        loss = Loss.SMART_ART_GONE if loss is Loss.SMART_ART else loss
        if loss is Loss.VIDEO and (address := address_of_film(block.element)):
            self.tell(Loss.ONLINE_VIDEO, part, text=address)
            return
        self.tell(loss, part, text=short(block.text), alt=block.alt)

    def _is_title(self, block: Block, part: Part) -> bool:
        """Whether a shape is the title of its sheet, or a further one that says the same."""
        return block.kind in TITLES and block.lines in ((), self.sheets[part].title)

    def _keep(self, loss: Loss, block: Block, part: Part) -> None:
        """Keep a shape for a slide of its own, of which it is not the title."""
        kind = "" if block.kind in TITLES else block.kind
        self.extras.append(Extra(loss, self.sheets[part], replace(block, kind=kind)))

    def _tell_fixed(self, name: str, block: Block, part: Part) -> None:
        """Note a fixed word or a sign that somebody changed, and keep words typed elsewhere."""
        text = block.text.strip()
        if not text or text in self.words.values():
            return
        if _SIGN.match(name):
            is_told = not _SIGNS[name.rpartition("-")[2]].fullmatch(folded(text))
        else:
            is_axis = _AXIS.match(name) and self._blocks[part][name][0] is block
            is_told = bool(_FIXED_WORD.match(name) or is_axis)
            if not is_told:
                self._keep(Loss.TEXT_BOX, block, part)
        if is_told:
            self.tell(Loss.FIXED_WORD, part, text=short(text))


_KEPT = (Loss.TEXT_BOX, Loss.EXTRA_PICTURE, Loss.EXTRA_TABLE, Loss.CHART, Loss.OLE)
_LOSS_OF_SORT = {
    "picture": Loss.EXTRA_PICTURE,
    "table": Loss.EXTRA_TABLE,
    "chart": Loss.CHART,
    "diagram": Loss.SMART_ART,
    "ole": Loss.OLE,
    "video": Loss.VIDEO,
    "audio": Loss.AUDIO,
}


def _paragraphs(line: Line) -> list[Line]:
    parts, start = [], 0
    for piece in line.text.split("\n"):
        parts.append(line.part(start, start + len(piece)).stripped())
        start += len(piece) + 1
    return [part for part in parts if part.text]


def is_field(name: str) -> bool:
    """Whether a block of that name holds a field of its slide."""
    return bool(name) and not _NO_FIELD.match(name)


def short(text: str) -> str:
    """The beginning of a text on one line, for a notice."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:79]}…"
