"""Pictures are safe SVG, or PNG or JPEG, and say in words what they show."""

from __future__ import annotations

from ..drawing.pictures import check_svg
from ..errors import Severity
from ..inline import plain
from ..model import (
    BulletsSlide,
    CaseSlide,
    CheckSlide,
    ContactSlide,
    PageSlide,
    PictureSlide,
    TextSlide,
    TitleSlide,
)
from ..pictures import raster_problem
from ..text.alternative_text import is_written
from ..texts import texts_of
from .context import CheckContext, Rule


def check_files(context: CheckContext) -> None:
    """Every SVG is free of script, text, style attributes and references to elsewhere; a PNG or
    JPEG is one.
    """
    for name, data in context.material.media.items():
        if not name.endswith(".svg"):
            if problem := raster_problem(name, data):
                context.find_in_file(
                    f"media/{name}", "picture", problem, "save it again as PNG or JPEG, smaller"
                )
            continue
        for problem in check_svg(data):
            context.find_in_file(f"media/{name}", "svg", problem, "redraw it without that")


def check_alternative_texts(context: CheckContext) -> None:
    """A picture that carries a slide's idea has an alternative text in every language."""
    for text in context.course.texts:
        for _, slide in text.every_slide():
            carries = (TitleSlide, PictureSlide, CaseSlide, BulletsSlide, TextSlide)
            picture = slide.picture if isinstance(slide, carries) else None
            if isinstance(slide, ContactSlide) and slide.talk:
                picture = slide.talk.picture
            if isinstance(slide, CheckSlide) and slide.scene and slide.form is None:
                picture = slide.scene.picture
            if picture is not None and not picture.alt:
                context.find(
                    text.language,
                    slide.id,
                    ("picture",),
                    "alternative-text",
                    "the picture has no alternative text",
                    "write in `alt` who is where, doing what (20–80 characters)",
                )


def check_written_texts(context: CheckContext) -> None:
    """No alternative text is the name of a file or a shape, or a word that stands in for one.

    A warning: sources from before the rule hold such texts.
    """
    for text in context.course.texts:
        for _, slide in text.every_slide():
            for path, words in texts_of(slide):
                if path[-1] == "alt" and words and not is_written(plain(words)):
                    context.find(
                        text.language,
                        slide.id,
                        path,
                        "alternative-text",
                        f"“{words}” does not say what the picture shows",
                        "write in `alt` who is where, doing what (20–80 characters)",
                        Severity.WARNING,
                    )


def check_pages(context: CheckContext) -> None:
    """A page as it was says in words what it shows, in every language: else it is for eyes only."""
    for text in context.course.texts:
        for _, slide in text.every_slide():
            if isinstance(slide, PageSlide) and not (
                is_written(plain(slide.picture.alt)) or any(slide.text)
            ):
                context.find(
                    text.language,
                    slide.id,
                    ("picture",),
                    "no-text-equivalent",
                    "the picture of the page has neither an alternative text nor words",
                    "write in `alt` what the page shows, or in `text` what stands on it",
                )


RULES: tuple[Rule, ...] = (
    check_files,
    check_alternative_texts,
    check_written_texts,
    check_pages,
)
