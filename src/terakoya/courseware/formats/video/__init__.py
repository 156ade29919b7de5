"""The `mp4` format: every sheet as a picture, with its narration, captions and chapters.

Needs LibreOffice, which draws the sheets, and the optional part `[video]` (`make video`); says so
where either is absent. A case or a check asks, leaves the time to think, and then answers. What
is not recorded stands in silence as long as its text takes to read.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import MissingPart
from ...model import Material
from ...office import find_office
from ...office.deck_pages import DeckPages
from ..pptx.writing import write_pptx
from .timeline import timeline_of

__all__ = ["write_mp4"]


def write_mp4(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """The course in one language as a video (H.264, AAC) of 1920 × 1080.

    Raises `MissingPart`, `UnreadableSource` where LibreOffice cannot draw the deck, and `WrongUse`
    for a language that the course does not have.
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
    return encode_video(timeline, page_pictures(DeckPages(deck).pdf, pages))
