"""The pictures of a report: those with something to see, small enough to be sent around."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache, partial

from PIL import Image

from .report import FidelityReport
from .report_page import slides_seen

MOST_BYTES = 2_000_000  # of all pictures; as text in the page they are a third larger
_STEPS = ((480, 70), (400, 60), (320, 50), (240, 40), (160, 30))  # width and quality

Before = Mapping[str, tuple[bytes, ...]]
After = Mapping[int, bytes]


def small_pictures(report: FidelityReport, before: Before, after: After) -> tuple[Before, After]:
    """WebP pictures of the slides that look different now, as large as the report may hold."""
    seen = [slide for slide in report.slides if slide.slide in slides_seen(report)]
    bases = {slide.copied_from or slide.slide for slide in seen}
    pages = {page for slide in seen for page in slide.pages}
    was = {base: pictures for base, pictures in before.items() if base in bases}
    now = {page: picture for page, picture in after.items() if page in pages}
    for width, quality in _STEPS:
        # What looks as before, or as another page, is made small once.
        small = cache(partial(_shrunk, width=width, quality=quality))
        small_was = {base: tuple(map(small, pictures)) for base, pictures in was.items()}
        small_now = {page: small(one) for page, one in now.items()}
        every = [*(one for pictures in small_was.values() for one in pictures), *small_now.values()]
        if _size(every) <= MOST_BYTES:
            break
    return small_was, small_now


def _size(pictures: Iterable[bytes]) -> int:
    return sum(map(len, pictures))


def _shrunk(picture: bytes, width: int, quality: int) -> bytes:
    with Image.open(io.BytesIO(picture)) as image:
        height = round(image.height * width / image.width)
        small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=quality)
    return buffer.getvalue()
