"""One slide as an HTML fragment, by a compiled template a layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ...errors import WrongUse
from ...layouts.marks import MARK_PATHS, Mark
from ...model import AnySlide, Chapter, Course, Judgement, ListItem, Picture
from .texts import (
    ListNode,
    bare,
    nested,
    rich,
    rich_lines,
    title_html,
    unbroken,
    unlinked,
    values_of,
)
from .words import words_of

PARTS = ("full", "question", "answer")
SCENE = (800.0, 600.0)
TONES = {
    Judgement.FAIR: "ok",
    Judgement.MAY: "warn",
    Judgement.UNFAIR: "err",
    Judgement.DEPENDS: "info",
}
MARKS = {
    Judgement.FAIR: "tick",
    Judgement.MAY: "triangle",
    Judgement.UNFAIR: "cross",
    Judgement.DEPENDS: "triangle",
}

MediaUrl = Callable[[str], str]
Sizes = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class PictureView:
    """A picture as a template needs it; an empty `url` shows the alternative text instead."""

    url: str
    alt: str
    width: int
    height: int
    ground: str


@cache
def environment() -> Environment:
    """The templates, compiled once a process; everything is escaped unless it is `Markup`."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["unbroken"] = unbroken
    made.globals["tone"] = TONES.__getitem__
    made.globals["mark_name"] = MARKS.__getitem__
    made.globals["mark_path"] = lambda name: MARK_PATHS[Mark(name)]
    return made


@cache
def _template(layout: str) -> Template:
    return environment().get_template(f"{layout}.html.j2")


def slide_html(
    slide: AnySlide,
    chapter: Chapter,
    *,
    course: Course,
    language: str,
    values: Mapping[str, str] | None = None,
    media_url: MediaUrl | None,
    part: str = "full",
    sizes: Sizes | None = None,
) -> str:
    """Render one slide as `<article class="slide slide--LAYOUT" data-slide="ID" lang="…">`.

    `values` are a company's variables over the course's defaults. They are filled in here,
    not left as placeholders, because an empty one takes its whole line away and may stand in
    an attribute. So a page that shows one company's words renders anew (well under 1 ms) or
    keeps the fragment under (revision, slide, language, values).

    `media_url` gives the address of a picture; without it, or where it gives "", the
    alternative text stands in its place. `sizes` are the pictures' own widths and heights
    (otherwise 4:3, faces square). `part` matters for `case` and `check` only: `full` reveals
    the answer after a choice, `question` leaves it out, `answer` is the answered state.
    """
    return draw_slide(
        slide,
        heading=chapter.title,
        language=language,
        values=values_of(course, language, values),
        media_url=media_url,
        part=part,
        sizes=sizes,
    )


def draw_slide(
    slide: AnySlide,
    *,
    heading: str,
    language: str,
    values: Mapping[str, str],
    media_url: MediaUrl | None,
    part: str = "full",
    sizes: Sizes | None = None,
) -> str:
    """Draw a slide of all that its HTML depends on.

    `heading` is the title of its chapter; `values` hold the defaults too.
    """
    if part not in PARTS:
        raise WrongUse(f"A slide has no part `{part}`. → One of: {', '.join(PARTS)}.")
    view = _View(values, media_url, sizes or {})
    return _template(slide.layout).render(
        slide=slide,
        language=language,
        part=part,
        words=words_of(language),
        kicker=view.rich(slide.kicker or heading),
        title=title_html(slide, view.values),
        point=view.rich(slide.point),
        t=view.rich,
        unlinked=view.unlinked,
        lines=view.lines,
        paragraphs=view.paragraphs,
        nested=view.nested,
        bare=view.bare,
        value=view.value,
        picture=view.picture,
    )


@dataclass(frozen=True)
class _View:
    """What a template calls to turn the model's texts and pictures into HTML."""

    values: Mapping[str, str]
    media_url: MediaUrl | None
    sizes: Sizes

    def rich(self, text: str) -> Markup:
        return rich(text, self.values)

    def unlinked(self, text: str) -> Markup:
        return unlinked(text, self.values)

    def lines(self, text: str) -> tuple[Markup, ...]:
        return rich_lines(text, self.values)

    def paragraphs(self, texts: Sequence[str]) -> list[Markup]:
        return [shown for text in texts if (shown := self.rich(text))]

    def nested(self, items: Sequence[ListItem]) -> list[ListNode]:
        return nested(items, self.values)

    def bare(self, text: str) -> str:
        return bare(text, self.values)

    def value(self, key: str) -> Markup:
        return self.rich(self.values.get(key, ""))

    def picture(self, picture: Picture, default: tuple[float, float] = SCENE) -> PictureView:
        width, height = self.sizes.get(picture.file, default)
        return PictureView(
            url="" if self.media_url is None else self.media_url(picture.file),
            alt=self.bare(picture.alt),
            width=round(width),
            height=round(height),
            ground=picture.ground.value,
        )
