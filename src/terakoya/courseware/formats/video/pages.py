"""The pages of a PDF as pictures for a video."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pypdfium2

from ...errors import UnreadableSource

WIDTH, HEIGHT = 1920, 1080
Picture = np.ndarray[Any, np.dtype[np.uint8]]


def page_pictures(pdf_of: Callable[[int], bytes], pages: Sequence[int]) -> Iterator[Picture]:
    """Each page (from 0) as height × width × 3 bytes (blue, green, red), drawn when asked for.

    `pdf_of` gives the PDF in which a page (from 1) stands under its number. Raises what that
    raises, and `UnreadableSource` where a PDF has not the page.
    """
    pdfs = {number: pdf_of(number + 1) for number in sorted({*pages})}
    documents = {id(pdf): pypdfium2.PdfDocument(pdf) for pdf in pdfs.values()}
    of_page = {number: documents[id(pdf)] for number, pdf in pdfs.items()}
    for number, document in of_page.items():
        if number >= len(document):
            raise UnreadableSource(
                f"LibreOffice drew {len(document)} pages, and sheet {number + 1} is wanted. "
                "→ Open the deck there by hand, and see what is missing."
            )
    return (_picture(of_page[number][number]) for number in pages)


def _picture(page: Any) -> Picture:
    """A page that fills the picture, whatever its own size is."""
    width, height = page.get_size()
    scale = min(WIDTH / width, HEIGHT / height)
    drawn: Picture = page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3]
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    top = (HEIGHT - min(HEIGHT, drawn.shape[0])) // 2
    left = (WIDTH - min(WIDTH, drawn.shape[1])) // 2
    kept = drawn[:HEIGHT, :WIDTH]
    picture[top : top + kept.shape[0], left : left + kept.shape[1]] = kept
    return picture
