"""A slide as a page of a Moodle book: plain HTML in the look of the site, pictures, recordings.

Pictures are PNG, which every theme and the app of Moodle show; the answer of a case or check
stands in a closed `<details>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ...drawing.pictures import svg_to_png
from ...layouts.sheet import Setting
from ...model import AnySlide, Chapter, Judgement, Material, Picture
from ...narration import slide_narrations
from ...pictures import CONTENT_TYPES, ending_of
from ...text.word_lists import words_in
from ...variables import values_of
from ..pptx.writing.words import words_of as deck_words
from ..sayings import sayings
from ..web.texts import bare, nested, rich

WIDTH = 960  # pixels of a drawing; shown half as wide, so that it is sharp
MARKS = {
    Judgement.FAIR: "✓",
    Judgement.MAY: "△",
    Judgement.UNFAIR: "✕",
    Judgement.DEPENDS: "△",
}
_FOLDER = Path(__file__).parent


@dataclass
class PageContent:
    """The HTML of a page, and the files that it names: name → bytes and type."""

    html: str
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)


@cache
def _template() -> Template:
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    ).get_template("page.html.j2")


def words_of(language: str) -> Mapping[str, str]:
    """The fixed words of the backup in a language."""
    return words_in(_FOLDER / "languages", language)


def page_content(
    material: Material, language: str, chapter: Chapter, slide: AnySlide
) -> PageContent:
    """One slide of a course in one language."""
    page = PageContent("")
    values = values_of(material.course, language)
    recorded = {
        one.part.value: one
        for one in slide_narrations(material.course, language, slide)
        if one.is_recorded(material.audio)
    }

    def file(picture: Picture) -> str:
        return _keep_picture(page, material, picture.file)

    def sound(part: str) -> str:
        if part not in recorded:
            return ""
        name = recorded[part].audio_name
        page.files[name] = (material.audio[name], "audio/mp4")
        return name

    setting = Setting(deck_words(language), values, lambda _file: 4 / 3)
    page.html = _template().render(
        slide=slide,
        language=language,
        kicker=slide.kicker or chapter.title,
        words=words_of(language),
        t=lambda text: rich(text, values),
        nested=lambda items: nested(items, values),
        bare=lambda text: bare(text, values),
        value=lambda key: values.get(key, ""),
        mark=MARKS.__getitem__,
        planned=lambda: sayings(slide, chapter.title, setting),
        file=file,
        sound=sound,
    )
    return page


def _keep_picture(page: PageContent, material: Material, name: str) -> str:
    data = material.media[name]
    if ending_of(name) != "svg":
        page.files[name] = (data, CONTENT_TYPES[ending_of(name)])
        return name
    shown = f"{name.removesuffix('.svg')}.png"
    page.files[shown] = (svg_to_png(data, WIDTH), CONTENT_TYPES["png"])
    return shown
