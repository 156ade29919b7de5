"""A course as a video: its deck drawn, its timeline, and both encoded.

A case or a check asks, leaves the time to think, and then answers. What is not recorded stands in
silence as long as its text takes to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ...errors import MissingPart
from ...model import Material
from ...office import find_office
from ...office.deck_pages import DeckPages
from .. import Told
from ..pptx.writing import write_pptx
from .timeline import timeline_of

if TYPE_CHECKING:
    from .pages import Picture


def write_mp4(
    material: Material,
    language: str,
    *,
    values: Mapping[str, str] | None = None,
    told: Told | None = None,
) -> bytes:
    """The course in one language as a video (H.264, AAC) of 1920 × 1080.

    `told` hears of each sheet; what it raises ends the work. Raises `MissingPart`,
    `UnreadableSource` where LibreOffice cannot draw the deck, and `WrongUse` for a language that
    the course does not have.
    """
    try:
        from .encoding import encode_video
        from .pages import page_pictures
    except ImportError as error:
        raise MissingPart(
            f"Videos need more parts ({error}). → Install them with `make video`."
        ) from error
    if find_office() is None:
        raise MissingPart(
            "Videos show slides that LibreOffice draws, and it is not installed. "
            "→ Install it (on Debian: apt install libreoffice-impress)."
        )
    deck = write_pptx(material, language, values=values)
    timeline = timeline_of(material, language, deck, values)
    pages = [scene.page for scene in timeline.scenes]
    if told is not None:
        told(0, len(pages))
    pictures = page_pictures(DeckPages(deck).pdf, pages)
    return encode_video(timeline, _counted(pictures, len(pages), told))


def _counted(pictures: Iterator[Picture], total: int, told: Told | None) -> Iterator[Picture]:
    """The pictures; `told` hears of each when the next one is asked for."""
    for number, picture in enumerate(pictures, 1):
        yield picture
        if told is not None:
            told(number, total)
