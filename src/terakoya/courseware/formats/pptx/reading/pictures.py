"""The picture of a block: still the base's, another one of the course's, or a new one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image as Raster
from PIL import ImageChops, UnidentifiedImageError

from ....drawing.pictures import UnfitPicture, expand_uses
from ....layouts.cuts import SHOWN_AT, SIDES_MOST
from ....model import Picture
from ....pictures import FOREIGN_KINDS, MAX_PICTURE, MAX_PIXELS, is_huge
from ....revision import sha256
from ..writing.media import drawing_of
from .notices import Loss, Notice
from .package import MAX_FILE, MAX_MEDIA, DeckPackage
from .refusals import Refusal, UnreadableDeck
from .shapes import Block, Crop, Image
from .sheets import SheetSource

MAX_KEPT = MAX_FILE  # bytes of all pictures: in an honest deck they take no more than it
_WIDEST = 2000
_LARGE = 800_000  # bytes of a page as PNG: a photograph fills it
_SAMPLE = 32  # pixels a side, to compare what two files show
_SEEN = 0.01  # a share cut off; office programs round and leave less
_ALIKE = 6.0  # of 255, mean difference of grey: the same drawing saved by another program
_PAGE = (400, 225)  # pixels at which two drawings of a page are compared
_DRAWN_ALIKE = 48  # of 255, at most at any of them: edges that were drawn anew differ by less
_WHOLE = Image()
_MIRRORED = Raster.Transpose.FLIP_LEFT_RIGHT, Raster.Transpose.FLIP_TOP_BOTTOM
Raster.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass
class PictureFinder:
    """Finds the pictures of a deck among those of a course, and keeps the new ones.

    `taken` are the new pictures by file name; `notices` what happened to some of them;
    `decorative` the files of those that their author marked as decoration.
    """

    package: DeckPackage
    media: Mapping[str, bytes]
    taken: dict[str, bytes] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    decorative: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)
    _hashes: dict[str, str] = field(default_factory=dict)
    _kept: int = 0

    def of(self, sheet: SheetSource, block: Block, base: Picture) -> Picture:
        """The picture that a block shows; the base's where it cannot be told or taken.

        Another picture has no words; one that its author cut is a new file with the old words.
        """
        found = self._picture_of(sheet, block, base)
        if block.decorative:
            self.decorative.add(found.file)
        return found

    def _picture_of(self, sheet: SheetSource, block: Block, base: Picture) -> Picture:
        image = block.image
        if image is None:
            return base
        found = self._file_of(sheet, image, base)
        if found is not None and not is_cut(image.crop) and not any(image.flip):
            return base if found == base.file else _another(base, found)
        file = self.take(sheet, block)
        if file is None or file == base.file:
            return base
        return (
            base.model_copy(update={"file": file}) if found == base.file else _another(base, file)
        )

    def files(self, sheet: SheetSource) -> list[bytes]:
        """The pictures that a page shows, as files."""
        images = [block.image for block in sheet.blocks if block.image and not block.hidden]
        targets = [self._target(sheet, image.svg or image.raster) for image in images]
        return [self.package.part(one, MAX_MEDIA, sheet.page) for one in targets if one]

    def _file_of(self, sheet: SheetSource, image: Image, base: Picture) -> str | None:
        """The file of the course that an image is, cut or not; `None` for a picture of its own."""
        svg, raster = self._target(sheet, image.svg), self._target(sheet, image.raster)
        for part in (svg, raster):
            if part and (known := self._known_part(part, sheet)):
                return known
        return base.file if raster and not svg and self._shows(raster, base.file) else None

    def take(self, sheet: SheetSource, block: Block) -> str | None:
        """Keep the picture of a block as a file of the course; `None` after a notice."""
        image = block.image
        raster = "" if image is None else self._target(sheet, image.raster)
        if not raster:
            linked = image is not None and image.linked
            self._tell(Loss.LINKED_PICTURE if linked else Loss.UNFIT_PICTURE, sheet)
            return None
        data = self.package.part(raster, MAX_MEDIA, sheet.page)
        assert image is not None, "a picture without an image has no part"
        fitted = self._fitted(data, image, sheet)
        if fitted is None:
            return None
        ending, data = fitted
        file = self.keep(data, ending)
        if block.decorative:
            self.decorative.add(file)
        return file

    def keep(self, data: bytes, ending: str) -> str:
        """Keep bytes as a new picture; the name follows from them."""
        file = f"picture-{sha256(data)[:12]}.{ending}"
        if file not in self.taken:
            self._kept += len(data)
            if self._kept > MAX_KEPT:
                raise UnreadableDeck(Refusal.MANY_PICTURES, most=MAX_KEPT // 1_000_000)
        self.taken[file] = data
        return file

    def keep_page(self, image: bytes) -> str:
        """Keep the picture of a page, as JPEG where points and colours make it large."""
        if len(image) <= _LARGE:
            return self.keep(image, "png")
        with Raster.open(io.BytesIO(image), formats=FOREIGN_KINDS) as picture:
            out = io.BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=88)
        return self.keep(out.getvalue(), "jpg")

    def drawn_again(self, made: Picture, base: Picture) -> Picture:
        """The base's picture of a page where the page was only drawn anew, else the one made.

        Two drawings of one page need not have the same bytes.
        """
        here, there = self.taken.get(made.file), self.media.get(base.file)
        if made.file == base.file or here is None or there is None:
            return made
        try:
            one, other = _page_pixels(here), _page_pixels(there)
        except (UnidentifiedImageError, OSError, ValueError):
            return made
        seen = [0] * (_DRAWN_ALIKE + 1) + [255] * (255 - _DRAWN_ALIKE)  # for each band
        differs = ImageChops.difference(one, other).point(seen * 3).getbbox() is not None
        return made if differs else made.model_copy(update={"file": base.file})

    def _fitted(self, data: bytes, image: Image, sheet: SheetSource) -> tuple[str, bytes] | None:
        """The bytes as PNG or JPEG of at most 5 MB, what was cut off left out for good."""
        if is_huge(data):
            self._tell(Loss.HUGE_PICTURE, sheet)
            return None
        try:
            with Raster.open(io.BytesIO(data), formats=FOREIGN_KINDS) as picture:
                kind = picture.format
                if any(image.crop) or any(image.flip):
                    return _smaller(picture, image)
                if kind in ("PNG", "JPEG") and len(data) <= MAX_PICTURE:
                    picture.verify()
                    return ("png" if kind == "PNG" else "jpg"), data
                self._tell(Loss.SHRUNK_PICTURE, sheet)
                return _smaller(picture)
        except (
            UnidentifiedImageError,
            OSError,
            ValueError,
            SyntaxError,
            Raster.DecompressionBombError,
        ):
            self._tell(Loss.UNFIT_PICTURE, sheet)
            return None

    def _target(self, sheet: SheetSource, relation_id: str) -> str:
        relation = sheet.relations.get(relation_id)
        if relation is None or relation.external or relation.target not in self.package:
            return ""
        return relation.target

    def _known_part(self, part: str, sheet: SheetSource) -> str:
        """The file of the course that a part of the deck is, or an empty text."""
        if not self._known:
            self._known = {
                sha256(expand_uses(data) if name.endswith(".svg") else data): name
                for name, data in self.media.items()
            }
        if part not in self._hashes:
            self._hashes[part] = sha256(self.package.part(part, MAX_MEDIA, sheet.page))
        return self._known.get(self._hashes[part], "")

    def _shows(self, part: str, file: str) -> bool:
        """Whether a raster picture shows the same as a file of the course."""
        if file not in self.media:
            return False
        data, own = self.package.part(part, MAX_MEDIA), self.media[file]
        if data == own:
            return True
        try:
            drawn = drawing_of(own).raster
            return data == drawn or _look_alike(data, drawn)
        except UnfitPicture:
            return False

    def _tell(self, loss: Loss, sheet: SheetSource) -> None:
        self.notices.append(Notice(loss, sheet.page))


def is_cut(crop: Crop) -> bool:
    """Whether the author of a deck cut a picture; the writer cuts some itself (`cuts.py`)."""
    left, top, right, bottom = crop
    if max(crop) < _SEEN:
        return False
    if max(top, bottom) < _SEEN:
        return abs(left - right) >= _SEEN or max(left, right) >= SIDES_MOST + _SEEN
    share = SHOWN_AT * (top + bottom)
    return max(left, right) >= _SEEN or abs(top - share) >= _SEEN


def _cut_to(aspect: float, whole: float) -> Crop:
    """What the writer cuts off a drawing that has to have another width ÷ height."""
    if aspect < whole:
        side = min(SIDES_MOST, (1 - aspect / whole) / 2)
        return (side, 0, side, 0)
    cut = 1 - whole / aspect
    return (0, cut * SHOWN_AT, 0, cut * (1 - SHOWN_AT))


def _another(base: Picture, file: str) -> Picture:
    return base.model_copy(update={"file": file, "alt": ""})


def _smaller(picture: Raster.Image, seen: Image = _WHOLE) -> tuple[str, bytes]:
    """A picture of another kind or size as one that a course may hold, cut and mirrored."""
    has_clear = picture.mode in ("RGBA", "LA", "P", "PA") and picture.format != "JPEG"
    if any(seen.crop):
        picture = _cut(picture, seen.crop)
    else:
        picture.draft("RGB", (_WIDEST, _WIDEST))  # a JPEG is read at the size that is needed
    made = picture.convert("RGBA" if has_clear else "RGB")
    made.thumbnail((_WIDEST, _WIDEST))
    for is_mirrored, way in zip(seen.flip, _MIRRORED, strict=True):
        made = made.transpose(way) if is_mirrored else made
    out = io.BytesIO()
    if has_clear:
        made.save(out, "PNG", optimize=True)
        if out.tell() <= MAX_PICTURE:
            return "png", out.getvalue()
        out = io.BytesIO()
        ground = Raster.new("RGB", made.size, "white")
        ground.paste(made, mask=made.getchannel("A"))
        made = ground
    made.save(out, "JPEG", quality=88)
    return "jpg", out.getvalue()


def _cut(picture: Raster.Image, crop: Crop) -> Raster.Image:
    (left, top, right, bottom), (width, height) = crop, picture.size
    return picture.crop(
        (
            round(left * width),
            round(top * height),
            round((1 - right) * width),
            round((1 - bottom) * height),
        )
    )


def _look_alike(one: bytes, drawn: bytes) -> bool:
    """Whether a picture shows our drawing, whole or as the writer cuts it.

    LibreOffice saves a picture with round corners as a filled shape, and cuts it for good.
    """
    if is_huge(one):
        return False
    try:
        with _opened(one) as a, _opened(drawn) as whole:
            b = _cut(whole, _cut_to(a.width / a.height, whole.width / whole.height))
            if abs(a.width / a.height - b.width / b.height) > 0.03 * b.width / b.height:
                return False
            size = (_SAMPLE, _SAMPLE)
            samples = [_on_white(picture).resize(size) for picture in (a, b)]
    except (UnidentifiedImageError, OSError, ValueError, Raster.DecompressionBombError):
        return False
    one_grey, other_grey = (sample.tobytes() for sample in samples)
    apart = sum(abs(x - y) for x, y in zip(one_grey, other_grey, strict=True))
    return apart / len(one_grey) < _ALIKE


def _opened(data: bytes) -> Raster.Image:
    return Raster.open(io.BytesIO(data), formats=FOREIGN_KINDS)


def _on_white(picture: Raster.Image) -> Raster.Image:
    clear = picture.convert("RGBA")
    ground = Raster.new("RGBA", clear.size, "white")
    ground.alpha_composite(clear)
    return ground.convert("L")


def _page_pixels(data: bytes) -> Raster.Image:
    with Raster.open(io.BytesIO(data), formats=FOREIGN_KINDS) as picture:
        return picture.convert("RGB").resize(_PAGE, Raster.Resampling.BOX)
