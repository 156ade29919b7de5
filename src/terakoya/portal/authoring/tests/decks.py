"""Small decks of organisations, as PowerPoint makes them, and pages drawn without an office."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator

from PIL import Image
from pptx import Presentation
from pptx.util import Inches

PAGES = 4


def picture(colour: str = "navy") -> bytes:
    """A picture as somebody pastes it."""
    out = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(out, "PNG")
    return out.getvalue()


def small_deck(*, with_video: bool = False, first: str = "個人情報の取り扱い") -> bytes:
    """Title, three points with a note, a picture with its description, a closing page."""
    deck = Presentation()
    title = deck.slides.add_slide(deck.slide_layouts[0])
    title.shapes.title.text = first
    title.placeholders[1].text = "2026年度 全社員研修"
    points = deck.slides.add_slide(deck.slide_layouts[1])
    points.shapes.title.text = "個人情報とは"
    points.placeholders[1].text = "名刺も個人情報です\n使う目的を先に伝えます\n画面を人に見せません"
    points.notes_slide.notes_text_frame.text = "名刺に書かれた名前も、個人情報です。"
    shown = deck.slides.add_slide(deck.slide_layouts[5])
    shown.shapes.title.text = "もれたときの流れ"
    image = shown.shapes.add_picture(io.BytesIO(picture()), Inches(1), Inches(2))
    image._element.nvPicPr.cNvPr.set("descr", "気づく、止める、知らせるの3つの箱。")
    if with_video:
        shown.shapes.add_movie(
            io.BytesIO(b"\0" * 64),
            Inches(4),
            Inches(2),
            Inches(2),
            Inches(2),
            mime_type="video/mp4",
        )
    last = deck.slides.add_slide(deck.slide_layouts[1])
    last.shapes.title.text = "まとめ"
    last.placeholders[1].text = "迷ったら管理部へ"
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


class DrawnPages:
    """Stands for `DeckPages` where no office is to be started; every page is one colour."""

    def __init__(self, deck: bytes) -> None:
        self.deck = deck

    def __call__(self, page: int) -> bytes | None:
        """The picture of one page."""
        return picture("green")

    def drawn(
        self, pages: Collection[int] | None = None, *, width: int = 640
    ) -> Iterator[tuple[int, bytes]]:
        """The pictures of some pages."""
        for page in pages or ():
            yield page, picture("green")
