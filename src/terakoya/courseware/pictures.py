"""The pictures that a course may hold: drawings (SVG), and PNG and JPEG from a company's deck.

What a file is says its first bytes, and its name must agree.
"""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

MAX_PICTURE: Final = 5_000_000  # bytes
MAX_PIXELS: Final = 60_000_000
CONTENT_TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
}
_FIRST_BYTES: Final = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
# What is opened of a stranger: decoders that are well used, none that starts another program.
FOREIGN_KINDS: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_KINDS: Final = {"png": "PNG", "jpg": "JPEG"}


def ending_of(name: str) -> str:
    """The ending of a picture's name, without the dot."""
    return name.rpartition(".")[2]


def content_type_of(name: str) -> str:
    """The content type of a picture by its name."""
    return CONTENT_TYPES[ending_of(name)]


def raster_kind(data: bytes) -> str:
    """`png` or `jpg` by the first bytes; empty for a drawing and anything else."""
    return next((kind for kind, start in _FIRST_BYTES.items() if data.startswith(start)), "")


def raster_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG in pixels; raises `ValueError` when it is damaged."""
    try:
        with Image.open(io.BytesIO(data), formats=list(_KINDS.values())) as picture:
            return picture.width, picture.height
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("the picture is damaged") from error


def is_huge(data: bytes) -> bool:
    """Whether a file is a picture of more than `MAX_PIXELS` points; only its head is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FOREIGN_KINDS) as picture:
                return picture.width * picture.height > MAX_PIXELS
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except (OSError, ValueError, SyntaxError):  # no picture of these kinds, or a damaged one
        return False


def raster_problem(name: str, data: bytes) -> str:
    """What is wrong with a PNG or JPEG, in a few words; empty when nothing is."""
    if raster_kind(data) != ending_of(name):
        return f"the file is no {_KINDS[ending_of(name)]}, whatever its name says"
    if len(data) > MAX_PICTURE:
        return f"the file is larger than {MAX_PICTURE // 1_000_000} MB"
    try:
        width, height = raster_size(data)
        if width * height > MAX_PIXELS:
            return f"the picture has more than {MAX_PIXELS // 1_000_000} million points"
        with Image.open(io.BytesIO(data), formats=[_KINDS[ending_of(name)]]) as picture:
            picture.verify()
    except (ValueError, OSError, SyntaxError):
        return "the picture is damaged"
    return ""
