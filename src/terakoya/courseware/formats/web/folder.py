"""The `web` format: a folder that plays in a browser straight from the disk.

A page opened from `file:` may not load modules, so the shared `slide.js` and the player's own
script are joined into one classic script. Nothing is fetched from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from ...drawing.pictures import picture_size
from ...errors import UnreadableSource, WrongUse
from ...layouts import is_later
from ...model import AnySlide, Chapter, ContactSlide, Course, CourseText, Material
from ...narration import Narration
from ...revision import picture_names
from ..archive import zip_of
from .slides import Sizes, environment, slide_html
from .sound import slide_recordings
from .texts import bare, slide_title, values_of
from .transcript import transcript_html
from .words import words_of

STATIC = Path(__file__).parent / "static" / "terakoya"
STYLES = ("tokens.css", "slides.css", "offline.css")
LATER = "layouts.css"
SCRIPTS = ("slide.js", "offline.js")
# `file:` stands beside 'self' because browsers disagree whether 'self' covers files on a disk.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; "
    "media-src 'self' file:; base-uri 'none'; form-action 'none'"
)
Sounds = Mapping[str, tuple[Narration, ...]]
LAST = "page-last"


@dataclass(frozen=True)
class _Page:
    id: str
    number: int
    title: str
    slide: Markup
    script: Markup
    sounds: tuple[Narration, ...]
    previous: str
    next: str


def write_web(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """The files of the offline folder in one language: path in the folder → bytes.

    Opened at `index.html`. Holds slides, narration (with its sound where each sheet of a slide was
    recorded), cases and checks; the confirmation test
    and the survey are taken in the portal or on the Excel sheets, and its last page says so.
    """
    return player_files(
        material, language, environment().get_template("offline.html.j2"), values=values
    )


def player_files(
    material: Material,
    language: str,
    template: Template,
    *,
    values: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, bytes]:
    """The files of a player whose page is `template`: `offline.html.j2`, or one that extends it.

    `more` is what such a template asks for beside. Raises `WrongUse` for a language that the
    course does not speak, `UnreadableSource` where it has no slide.
    """
    text = _text_of(material.course, language)
    media = _media_of(material, text)
    sounds = _sounds_of(material, text, values)
    page = _index(template, material.course, text, media, sounds, values, more or {})
    files = {"index.html": page.encode()}
    for name in (*STYLES, *([LATER] if _has_later(text) else [])):
        files[f"terakoya/{name}"] = (STATIC / name).read_bytes()
    files["terakoya/player.js"] = b"\n".join((STATIC / name).read_bytes() for name in SCRIPTS)
    files |= {f"media/{name}": data for name, data in media.items()}
    for narrations in sounds.values():
        for one in narrations:
            for name in (one.audio_name, one.captions_name):
                files[f"audio/{name}"] = material.audio[name]
    return files


def web_zip(material: Material, language: str, *, values: Mapping[str, str] | None = None) -> bytes:
    """The offline folder as a zip; the same material gives the same bytes."""
    return zip_of(dict(sorted(write_web(material, language, values=values).items())))


def _text_of(course: Course, language: str) -> CourseText:
    try:
        text = course.text(language)
    except KeyError:
        known = ", ".join(course.meta.languages)
        raise WrongUse(f"The course does not speak `{language}`. → One of: {known}.") from None
    if not any(chapter.slides for chapter in text.chapters):
        raise UnreadableSource(
            f"The course has no slide in `{language}`. → Write one into {language}/."
        )
    return text


def _has_later(text: CourseText) -> bool:
    return any(is_later(slide) for _, slide in text.slides())


def _media_of(material: Material, text: CourseText) -> dict[str, bytes]:
    names = {name for _, slide in text.slides() for name in picture_names(slide)}
    return {name: material.media[name] for name in sorted(names) if name in material.media}


def _sounds_of(material: Material, text: CourseText, values: Mapping[str, str] | None) -> Sounds:
    """The recorded slides with their narrations; a slide with a sheet missing is left out."""
    found = {}
    for _, slide in text.slides():
        pairs = tuple(
            slide_recordings(
                slide,
                course=material.course,
                language=text.language,
                audio=material.audio,
                values=values,
            )
        )
        if pairs and all(recording is not None for _narration, recording in pairs):
            found[slide.id] = tuple(narration for narration, _recording in pairs)
    return found


def _index(
    template: Template,
    course: Course,
    text: CourseText,
    media: Mapping[str, bytes],
    sounds: Sounds,
    values: Mapping[str, str] | None,
    more: Mapping[str, Any],
) -> str:
    language = text.language
    chapters = list(_chapters(course, text, media, sounds, values))
    pages = [page for chapter in chapters for page in chapter["pages"]]
    filled = values_of(course, language, values)
    return template.render(
        language=language,
        later=_has_later(text),
        key=f"terakoya:{course.meta.id}:{course.meta.version}:{language}",
        policy=POLICY,
        title=bare(course.meta.title[language], filled),
        subtitle=bare(course.meta.subtitle[language], filled),
        words=words_of(language),
        chapters=chapters,
        count=len(pages),
        first=pages[0].id,
        help=next((page_id(s) for _, s in text.slides() if isinstance(s, ContactSlide)), ""),
        has_ruby=any("<rt>" in page.slide + page.script for page in pages),
        **more,
    )


def page_id(slide: AnySlide) -> str:
    """The id of the page that shows a slide."""
    return f"slide-{slide.id}"


def _chapters(
    course: Course,
    text: CourseText,
    media: Mapping[str, bytes],
    sounds: Sounds,
    values: Mapping[str, str] | None,
) -> Iterator[dict[str, Any]]:
    ids = [page_id(slide) for _, slide in text.slides()]
    sizes = {name: picture_size(data) for name, data in media.items()}
    filled = values_of(course, text.language, values)
    number = 0
    for chapter in text.chapters:
        pages = []
        for slide in chapter.slides:
            around = (ids[number - 1] if number else "", [*ids[1:], LAST][number])
            number += 1
            page = _page(slide, chapter, number, around, course, text.language, filled, sizes)
            pages.append(replace(page, sounds=sounds.get(slide.id, ())))
        if pages:
            yield {"title": bare(chapter.title, filled), "pages": pages}


def _page(
    slide: AnySlide,
    chapter: Chapter,
    number: int,
    around: tuple[str, str],
    course: Course,
    language: str,
    values: Mapping[str, str],
    sizes: Sizes,
) -> _Page:
    shown = slide_html(
        slide,
        chapter,
        course=course,
        language=language,
        values=values,
        media_url=lambda name: f"media/{name}" if name in sizes else "",
        sizes=sizes,
    )
    script = transcript_html(slide, course=course, language=language, values=values)
    return _Page(
        id=page_id(slide),
        number=number,
        title=slide_title(slide, course=course, language=language, values=values),
        slide=Markup(shown),  # noqa: S704 - our own template, escaped where it was filled
        script=Markup(script),  # noqa: S704 - likewise
        sounds=(),
        previous=around[0],
        next=around[1],
    )
