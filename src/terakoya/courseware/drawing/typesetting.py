"""One typst compiler for everything that is typeset: handouts, certificates, PNG copies of SVG.

Making a compiler costs far more than using one, and a reused one remembers fonts and layouts.
It sees no system font, so that the same source gives the same bytes on every machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from threading import Lock

import typst

from ..palette import Colour, roles
from .fonts import font_folders

# Documents carry a date only where one is asked for; otherwise the clock would change the bytes.
_NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_one_at_a_time = Lock()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders()
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def typeset_pdf(
    source: str, inputs: Mapping[str, str], *, written_at: dt.datetime | None = None
) -> bytes:
    """Typeset a document as a tagged PDF/UA-1; texts go in as `inputs`, never as markup.

    A document has the colours of `palette.py` by role: `palette.primary-tint`.
    """
    with _one_at_a_time:
        made = _compiler().compile(
            (_palette() + _BREAKS + source).encode(),
            format="pdf",
            sys_inputs=dict(inputs),
            pdf_standards="ua-1",
            # A PDF's dates are whole seconds, and typst refuses what is finer.
            timestamp=(written_at or _NO_DATE).replace(microsecond=0),
        )
    return _single(made)


# Where a Japanese line may end. `phrased`: in a narrow column between phrases, not inside a word
# (a phrase: what is not hiragana, and the hiragana after it). `closed`: in a paragraph anywhere,
# but never so that its last line holds a letter or two.
_BREAKS = r"""
#let phrase = regex("[\\p{Han}\\p{Katakana}ー々A-Za-z0-9#]{1,6}\\p{Hiragana}{0,4}")
#let phrased(language, body) = if language != "ja" { body } else {
  set par(linebreaks: "simple")
  show phrase: it => box(it)
  body
}
#let sentence-end = regex("[\\p{Han}\\p{Katakana}ー]{0,4}\\p{Hiragana}{1,4}[。？」』）]+$")
#let closed(language, body) = if language != "ja" { body } else {
  show sentence-end: it => box(it)
  body
}
"""


@cache
def _palette() -> str:
    """The line before every document: the colours as a dictionary by role."""
    entries = (f"{role}: {_paint(colour)}" for role, colour in roles().items())
    return f"#let palette = ({', '.join(entries)})\n"


def _paint(colour: Colour) -> str:
    """A colour as typst writes it; pure white takes one number in a PDF instead of three."""
    return "white" if colour.value == "FFFFFF" else f'rgb("{colour.css}")'


def typeset_png(source: str, inputs: Mapping[str, str], *, pixels_per_point: float = 1) -> bytes:
    """Typeset a document of one page as a PNG."""
    with _one_at_a_time:
        made = _compiler().compile(
            source.encode(), format="png", ppi=72 * pixels_per_point, sys_inputs=dict(inputs)
        )
    return _single(made)


def _single(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("the document was typeset as several files, one was expected")
    return made
