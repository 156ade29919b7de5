"""The pages that our writer would make of a slide, as blocks: planned and read, never packed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from ....drawing.pictures import picture_size
from ....errors import UnreadableSource
from ....layouts import sheets_of
from ....layouts.identity import Part
from ....layouts.shapes import ChartShape
from ....layouts.sheet import Setting, Sheet
from ....model import Chapter, Material
from ....variables import values_of
from ...marked_text.line import Line
from ..writing.drawing import Pen
from ..writing.text import tongue_of
from ..writing.words import words_of
from .charts import ChartData
from .shapes import Block, blocks_in, title_of


@dataclass(frozen=True)
class PlannedPage:
    """The shapes of a page that our writer would make; their pictures stand in no file."""

    blocks: tuple[Block, ...]

    @property
    def title(self) -> tuple[Line, ...]:
        """The paragraphs of the title."""
        return title_of(self.blocks)


@dataclass
class PlannedPages:
    """The pages of a course in a language, each slide's planned when it is asked for."""

    material: Material
    language: str
    values: Mapping[str, str]
    _planned: dict[str, dict[Part, PlannedPage]] = field(default_factory=dict)
    _aspects: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {key: value.strip() for key, value in self.values.items()}
        values = values_of(self.material.course, self.language, given)
        self._setting = Setting(words_of(self.language), values, self._aspect)
        self._pen = Pen(tongue_of(self.language), _in_no_file, lambda _chart: "")

    def of(self, slide: str) -> Mapping[Part, PlannedPage]:
        """The pages of a slide by part; of one that the course does not have there are none."""
        if slide not in self._planned:
            self._planned[slide] = dict(self._plan(slide))
        return self._planned[slide]

    def all(self) -> Iterator[PlannedPage]:
        """Every page of the course."""
        for chapter in self._chapters():
            for slide in chapter.slides:
                yield from self.of(slide.id).values()

    def _plan(self, wanted: str) -> Iterator[tuple[Part, PlannedPage]]:
        for chapter in self._chapters():
            for slide in chapter.slides:
                if slide.id == wanted:
                    for sheet in sheets_of(slide, chapter.title, self._setting):
                        yield sheet.identity.part, self._page(sheet)

    def _chapters(self) -> tuple[Chapter, ...]:
        text = self.material.course.text(self.language)
        return (*text.chapters, *text.bank)

    def _page(self, sheet: Sheet) -> PlannedPage:
        tree = etree.Element("tree")
        tree.extend(self._pen.draw(sheet))
        charts = {one.label.name: one for one in sheet.shapes if isinstance(one, ChartShape)}
        return PlannedPage(
            tuple(
                _with_bars(block, charts[block.name]) if block.name in charts else block
                for block in blocks_in(tree)
            )
        )

    def _aspect(self, file: str) -> float:
        """Width ÷ height of a picture, which is measured once."""
        if file not in self._aspects:
            if file not in self.material.media:
                raise UnreadableSource(f"The picture `{file}` is not in media/. → Put it there.")
            width, height = picture_size(self.material.media[file])
            self._aspects[file] = width / height
        return self._aspects[file]


def _in_no_file(_file: str) -> tuple[str, str]:
    """The relations of a picture that stands in no file."""
    return "planned", ""


def _with_bars(block: Block, chart: ChartShape) -> Block:
    """A chart with what its part would say."""
    names = tuple(bar.name for bar in chart.bars)
    values = tuple(bar.value for bar in chart.bars)
    said = ", ".join(f"{bar.name} {bar.value:.10g}" for bar in chart.bars)
    strong = [place for place, bar in enumerate(chart.bars) if bar.strong]
    data = ChartData(names, values, chart.axis.unit, strong[0] if len(strong) == 1 else None)
    return replace(block, chart=data, lines=(Line.of(said),), levels=(0,))
