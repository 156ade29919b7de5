"""The pictures of a deck: a PNG for every program, and the SVG for those that draw it.

A PNG or JPEG of the course stands in the deck as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ....drawing.pictures import UnfitPicture, expand_uses, picture_size, svg_to_png
from ....errors import UnreadableSource
from ....pictures import raster_kind
from .package import Package

_LEAST, _MOST = 480, 1600  # pixels: a face is shown small, a scene fills half the sheet


@dataclass(frozen=True)
class Drawing:
    """A picture ready for a deck: its width ÷ height, its points, and its SVG without `<use>`.

    `svg` is empty for a picture that is no drawing; `raster` is PNG or JPEG.
    """

    aspect: float
    raster: bytes
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
            raster, svg = part_names(file)
            self.package.add(raster, "", self.shown[file].raster)
            if svg:
                self.package.add(svg, "", self.shown[file].svg)
        return self.shown[file]

    def relate(self, slide: str, file: str) -> tuple[str, str]:
        """The relations of a slide to a picture's points, and to its drawing if it is one."""
        self.drawing(file)
        raster, svg = part_names(file)
        points = self.package.relate(slide, "image", raster)
        return points, self.package.relate(slide, "image", svg) if svg else ""

    def _draw(self, file: str) -> Drawing:
        if file not in self.media:
            raise UnreadableSource(f"The picture `{file}` is not in media/. → Put it there.")
        try:
            return drawing_of(self.media[file])
        except UnfitPicture as refusal:
            raise UnfitPicture(f"media/{file}: {refusal}") from refusal


def part_names(file: str) -> tuple[str, str]:
    """The names of a picture's parts in the package: its points, and its drawing if it is one."""
    if not file.endswith(".svg"):
        return f"ppt/media/{file}", ""
    stem = file.removesuffix(".svg")
    return f"ppt/media/{stem}.png", f"ppt/media/{stem}.svg"


@lru_cache(maxsize=256)
def drawing_of(picture: bytes) -> Drawing:
    """Draw a picture; kept while the process lives, since every language shows the same ones."""
    width, height = picture_size(picture)
    if raster_kind(picture):
        return Drawing(width / height, picture, b"")
    pixels = round(min(_MOST, max(_LEAST, width * 2)))
    return Drawing(width / height, svg_to_png(picture, pixels), expand_uses(picture))
