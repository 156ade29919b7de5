"""The pictures of a deck: a PNG for every program, and the SVG for those that draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ...errors import UnreadableSource
from ..pictures import UnfitPicture, expand_uses, picture_size, svg_to_png
from .package import Package

_LEAST, _MOST = 480, 1600  # pixels: a face is shown small, a scene fills half the sheet


@dataclass(frozen=True)
class Drawing:
    """A picture ready for a deck: its width ÷ height, its PNG and its SVG without `<use>`."""

    aspect: float
    png: bytes
    svg: bytes


@dataclass
class MediaStore:
    """The pictures of a material, each put into the package once, when first shown."""

    media: Mapping[str, bytes]
    package: Package
    shown: dict[str, Drawing] = field(default_factory=dict)

    def drawing(self, file: str) -> Drawing:
        """The picture of that file name."""
        if file not in self.shown:
            self.shown[file] = self._draw(file)
            png, svg = part_names(file)
            self.package.add(png, "", self.shown[file].png)
            self.package.add(svg, "", self.shown[file].svg)
        return self.shown[file]

    def _draw(self, file: str) -> Drawing:
        if file not in self.media:
            raise UnreadableSource(f"The picture `{file}` is not in media/. → Put it there.")
        try:
            return drawing_of(self.media[file])
        except UnfitPicture as refusal:
            raise UnfitPicture(f"media/{file}: {refusal}") from refusal


def part_names(file: str) -> tuple[str, str]:
    """The names of a picture's PNG and SVG in the package."""
    stem = file.removesuffix(".svg")
    return f"ppt/media/{stem}.png", f"ppt/media/{stem}.svg"


@lru_cache(maxsize=256)
def drawing_of(svg: bytes) -> Drawing:
    """Draw a picture; kept while the process lives, since every language shows the same ones."""
    width, height = picture_size(svg)
    pixels = round(min(_MOST, max(_LEAST, width * 2)))
    return Drawing(width / height, svg_to_png(svg, pixels), expand_uses(svg))
