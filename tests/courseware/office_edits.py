"""Edits of a deck through LibreOffice's own interface.

Run by the Python that LibreOffice brings (it knows `uno`), not by the tests' own: connects to an
office that listens, opens a deck, does the named edits, and saves.

    python office_edits.py PORT DECK OUT EDIT,EDIT,…  [PICTURE]
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.awt import Point, Size  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

BLANK, TITLE_ONLY = 20, 19
TITLE = "com.sun.star.presentation.TitleTextShape"
NOTES = "com.sun.star.presentation.NotesShape"
PARAGRAPH_BREAK = 0


def value(name: str, content: Any) -> Any:
    one = PropertyValue()
    one.Name, one.Value = name, content
    return one


class Office:
    """An office that listens on a port of this machine."""

    def __init__(self, port: int) -> None:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
        for attempt in range(200):
            try:
                self.context = resolver.resolve(address)
                break
            except Exception:
                if attempt == 199:
                    raise
                time.sleep(0.1)
        self.services = self.context.ServiceManager
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name: str) -> Any:
        return self.services.createInstanceWithContext(name, self.context)

    def open(self, path: str) -> Any:
        url = uno.systemPathToFileUrl(path)
        return self.desktop.loadComponentFromURL(url, "_blank", 0, ())


class Deck:
    """An opened deck."""

    def __init__(self, office: Office, path: str, picture: str) -> None:
        self.office, self.document, self.picture = office, office.open(path), picture

    @property
    def pages(self) -> Any:
        return self.document.DrawPages

    def page(self, slide: str, *, with_block: str = "") -> Any:
        for number in range(self.pages.Count):
            page = self.pages.getByIndex(number)
            names = [page.getByIndex(shape).Name for shape in range(page.Count)]
            if f"cw:{slide}" in names and (not with_block or f"cw:{slide}:{with_block}" in names):
                return page
        raise LookupError(slide)

    def shape(self, page: Any, ending: str) -> Any:
        for number in range(page.Count):
            if page.getByIndex(number).Name.endswith(ending):
                return page.getByIndex(number)
        raise LookupError(ending)

    def table(self, slide: str) -> Any:
        """The table of a page; the office makes it when it comes to it."""
        for _attempt in range(100):
            table = self.shape(self.page(slide), ":table").Model
            if table is not None:
                return table
            time.sleep(0.05)
        raise LookupError("table")

    def title(self, page: Any) -> Any:
        for number in range(page.Count):
            if page.getByIndex(number).ShapeType == TITLE:
                return page.getByIndex(number)
        raise LookupError("title")

    def notes(self, page: Any) -> Any:
        notes = page.getNotesPage()
        for number in range(notes.Count):
            if notes.getByIndex(number).ShapeType == NOTES:
                return notes.getByIndex(number)
        raise LookupError("notes")

    def type(self, shape: Any, *paragraphs: str) -> None:
        """Mark everything and type."""
        text = shape.getText()
        text.setString(paragraphs[0])
        for words in paragraphs[1:]:
            end = text.getEnd()
            text.insertControlCharacter(end, PARAGRAPH_BREAK, False)
            text.insertString(text.getEnd(), words, False)

    def remove(self, page: Any, *blocks: str) -> None:
        """Take items out, with their number and line; the office gives names of copies numbers."""
        for block in blocks:
            number = block.rpartition("-")[2]
            names = [page.getByIndex(place).Name for place in range(page.Count)]
            for place in reversed(range(page.Count)):
                name = names[place].rpartition(":")[2]
                plain = name.removesuffix(" 1")
                is_item = name in (block, f"item- {number}")
                if is_item or plain in (f"{block}-number", f"{block}-line"):
                    page.remove(page.getByIndex(place))

    def dispatch(self, page: Any, command: str) -> None:
        """A command of the menu on one page; the office does it when it comes to it."""
        controller = self.document.getCurrentController()
        controller.setCurrentPage(page)
        before = self.order()
        dispatcher = self.office.service("com.sun.star.frame.DispatchHelper")
        dispatcher.executeDispatch(controller.getFrame(), f".uno:{command}", "", 0, ())
        for _attempt in range(100):
            if self.order() != before:
                return
            time.sleep(0.05)
        raise RuntimeError(f"{command} did nothing")

    def order(self) -> list[str]:
        return [self.pages.getByIndex(number).Name for number in range(self.pages.Count)]

    def save(self, path: str) -> None:
        filter_ = (value("FilterName", "Impress MS PowerPoint 2007 XML"),)
        self.document.storeToURL(uno.systemPathToFileUrl(path), filter_)
        self.document.close(True)


def edit_title(deck: Deck) -> None:
    deck.type(deck.title(deck.page("three-elements")), "カスハラの3つの要素")


def edit_notes(deck: Deck) -> None:
    page = deck.page("check-polite-demand", with_block="answer-choice-a")
    deck.type(deck.notes(page), "書き直した解説です。", "2段落目です。")


def edit_table_cell(deck: Deck) -> None:
    deck.table("two-rules").getCellByPosition(1, 1).setString("直したセル")


def edit_narration(deck: Deck) -> None:
    notes = deck.notes(deck.page("time-and-harm"))
    first = notes.getString().split("\n")[0]
    deck.type(notes, first, "新しいナレーションです。")


def delete(deck: Deck) -> None:
    deck.pages.remove(deck.page("judgement-matrix"))


def duplicate(deck: Deck) -> None:
    deck.document.duplicate(deck.page("crimes"))


def reorder(deck: Deck) -> None:
    deck.dispatch(deck.page("impact-company"), "MovePageUp")


def insert_blank(deck: Deck) -> None:
    page = deck.pages.insertNewByIndex(0)
    page.Layout = BLANK


def insert_picture(deck: Deck) -> None:
    page = deck.pages.insertNewByIndex(1)
    page.Layout = TITLE_ONLY
    deck.type(deck.title(page), "わが社の窓口")
    provider = deck.office.service("com.sun.star.graphic.GraphicProvider")
    url = value("URL", uno.systemPathToFileUrl(deck.picture))
    shape = deck.document.createInstance("com.sun.star.drawing.GraphicObjectShape")
    page.add(shape)
    shape.Graphic = provider.queryGraphic((url,))
    shape.setPosition(Point(5000, 5000))
    shape.setSize(Size(12000, 9000))
    shape.Description = "窓口の写真"
    deck.type(deck.notes(page), "わが社の窓口です。")


def change_layout(deck: Deck) -> None:
    page = deck.page("own-side")
    masters = deck.document.MasterPages
    for number in range(masters.Count):
        master = masters.getByIndex(number)
        if master.Name != page.MasterPage.Name and "table" in master.Name:
            page.MasterPage = master
            return
    raise LookupError("another layout")


def split(deck: Deck) -> None:
    page = deck.page("employer-duties")
    copy = deck.document.duplicate(page)
    deck.remove(page, "item-3", "item-4")
    deck.remove(copy, "item-1", "item-2")


def replace_contact(deck: Deck) -> None:
    desk = deck.shape(deck.page("who-to-turn-to"), ":desk")
    deck.type(desk, "みほん商事 カスハラ相談窓口", "担当\t人事部　佐藤", "連絡先\t1234")


def nothing(_deck: Deck) -> None:
    """Only open and save."""


def main() -> None:
    port, path, out, names, *picture = sys.argv[1:]
    deck = Deck(Office(int(port)), path, *(picture or [""]))
    for name in names.split(","):
        globals()[name](deck)
    deck.save(out)
    # LibreOffice's Python now and then crashes while it takes itself down (2 of 4,512 times, with
    # nothing said); the deck is on the disk by then.
    os._exit(0)


if __name__ == "__main__":
    main()
