"""Files that somebody made to break a reader, each written anew by a few lines.

`HOSTILE` lists them by name: how the file ends, who makes it, whether the quick run reads it, and
the code of its refusal; an empty code where the file is read and what is odd in it is told.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import openpyxl

from .deck_editing import packed
from .deck_reading import parts_of
from .foreign_decks import foreign, photo, picture, words

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SLIDE, SLIDE_RELS = "ppt/slides/slide1.xml", "ppt/slides/_rels/slide1.xml.rels"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
LAUGHS += "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
MILLION = 1_000_000
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Hostile:
    """A hostile file: its ending, its bytes, the code of its refusal, and who reads it when.

    `is_drawn`: the command draws its pages, too.
    """

    ending: str
    make: Callable[[], bytes]
    code: str
    is_quick: bool = True
    is_drawn: bool = False


# -- decks ---------------------------------------------------------------------------------------


@cache
def _deck() -> tuple[tuple[str, bytes], ...]:
    made = foreign(
        (1, words("題名", "一つ目", "二つ目", notes="話す言葉。")), (5, picture("絵", photo()))
    )
    return tuple(parts_of(made).items())


def deck(**changed: bytes | None) -> bytes:
    """The plain deck with parts changed, added or (`None`) left out."""
    return packed(_with(dict(_deck()), changed))


def _with(parts: Parts, changed: dict[str, bytes | None]) -> Parts:
    for name, data in changed.items():
        parts.pop(name, None)
        if data is not None:
            parts[name] = data
    return parts


def slide(old: str, new: str, count: int = 1) -> bytes:
    """The plain deck with some text of its first slide replaced."""
    data = dict(_deck())[SLIDE].decode()
    assert old in data
    return deck(**{SLIDE: data.replace(old, new, count).encode()})


def shapes(content: str) -> bytes:
    """The plain deck with more in the shape tree of its first slide."""
    return slide("</p:spTree>", f"{content}</p:spTree>")


def frame(content: str) -> str:
    """A shape with paragraphs."""
    named = "<p:nvSpPr><p:cNvPr id='9' name='x'/></p:nvSpPr>"
    return f"<p:sp>{named}<p:txBody>{content}</p:txBody></p:sp>"


def boxes(count: int) -> str:
    """Shapes that stand in one another, each with a word."""
    named = "<p:nvSpPr><p:cNvPr id='9' name='x'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
    words = "<p:txBody><a:bodyPr/><a:p><a:r><a:t>語</a:t></a:r></a:p></p:txBody>"
    return "".join(
        f"<p:sp>{named}<p:spPr><a:xfrm><a:off x='{at * 900}' y='{at * 500}'/>"
        f"<a:ext cx='{12_000_000 - at * 1800}' cy='{6_800_000 - at * 1000}'/></a:xfrm></p:spPr>"
        f"{words}</p:sp>"
        for at in range(count)
    )


def table(rows: int, columns: int) -> str:
    """A table of empty cells."""
    uri = "http://schemas.openxmlformats.org/drawingml/2006/table"
    body = f"<a:tr>{'<a:tc/>' * columns}</a:tr>" * rows
    data = (
        f"<a:graphic><a:graphicData uri='{uri}'><a:tbl>{body}</a:tbl></a:graphicData></a:graphic>"
    )
    return f"<p:graphicFrame>{data}</p:graphicFrame>"


def formula(count: int) -> str:
    """A paragraph that is one formula of as many fractions."""
    spaces = (
        "xmlns:a14='http://schemas.microsoft.com/office/drawing/2010/main' "
        "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
    )
    part = "<m:r><m:t>x</m:t></m:r>"
    one = f"<m:f><m:num>{part}</m:num><m:den>{part}</m:den></m:f>"
    return f"<a:p {spaces}><a14:m><m:oMath>{one * count}</m:oMath></a14:m></a:p>"


def lines_alike(pages: int, count: int) -> bytes:
    """A deck whose pages have as many lines each, all alike, each at a place of its own."""
    parts = parts_of(foreign(*((1, words(f"題{page}", "文")) for page in range(pages))))
    drawn = "".join(
        "<p:cxnSp><p:nvCxnSpPr><p:cNvPr id='9' name='x'/><p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>"
        f"<p:spPr><a:xfrm><a:off x='{at % 140 * 80_000}' y='{at // 140 * 40_000}'/>"
        "<a:ext cx='99' cy='99'/></a:xfrm></p:spPr></p:cxnSp>"
        for at in range(count)
    )
    for page in range(pages):
        name = f"ppt/slides/slide{page + 1}.xml"
        parts[name] = parts[name].replace(b"</p:spTree>", f"{drawn}</p:spTree>".encode())
    return packed(parts)


def media(data: bytes) -> bytes:
    """The plain deck with another picture."""
    return deck(**{next(n for n, _ in _deck() if n.startswith("ppt/media/")): data})


def png(width: int, height: int) -> bytes:
    """A black picture of one bit a point; large ones are small files."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + end

    packer, line = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    drawn = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", drawn) + chunk(b"IEND", b"")


def relation(kind: str, target: str, outside: bool = False) -> bytes:
    """The relations of the first slide with one more."""
    mode = ' TargetMode="External"' if outside else ""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entry = f'<Relationship Id="rId99" Type="{space}/{kind}" Target="{target}"{mode}/>'
    data = dict(_deck())[SLIDE_RELS].decode()
    return data.replace("</Relationships>", f"{entry}</Relationships>").encode()


def part_replaced(name: str, old: str, new: str) -> bytes:
    """The plain deck with some text of a part replaced."""
    data = dict(_deck())[name].decode()
    assert old in data
    return deck(**{name: data.replace(old, new).encode()})


def twice(data: bytes, name: str) -> bytes:
    """A zip that holds a name twice; written by hand, since `zipfile` warns of it."""
    other = name[:-1] + "~"
    made = packed({**_parts(data), other: b"<x/>"})
    return made.replace(other.encode(), name.encode())


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def locked(data: bytes) -> bytes:
    """A zip whose members say that they have a password."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


@cache
def bomb() -> bytes:
    """A deck with 40 MB of blanks in its slide."""
    return slide("</p:spTree>", " " * 40_000_000 + "</p:spTree>")


def lying(data: bytes) -> bytes:
    """A zip whose members say that they hold a hundred bytes."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 100)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def overlapping(count: int) -> bytes:
    """A deck of many slides that are all one member of 24 MB."""
    parts = dict(_deck())
    body = parts[SLIDE].replace(b"</p:spTree>", b"<a:x/>" * 4 * MILLION + b"</p:spTree>")
    ids = "".join(f'<p:sldId id="{900 + n}" r:id="rX{n}"/>' for n in range(count))
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rX{n}" Type="{space}/slide" Target="slides/slide1.xml"/>'
        for n in range(count)
    )
    main, rels = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
    parts[main] = parts[main].replace(b"</p:sldIdLst>", f"{ids}</p:sldIdLst>".encode())
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{links}</Relationships>".encode())
    return packed({**parts, SLIDE: body})


def many_parts(count: int) -> bytes:
    """The plain deck with many empty parts."""
    return packed({**dict(_deck()), **{f"ppt/media/x{n}.png": b"" for n in range(count)}})


def accents(count: int) -> str:
    """Accents of two kinds in turns, which a program that sorts them sorts for long."""
    return "a" + "\u0327\u0301" * (count // 2)


GROWING = (
    "<p:grpSp><p:grpSpPr><a:xfrm><a:off x='1' y='1'/><a:ext cx='2147483647' cy='2147483647'/>"
    "<a:chOff x='0' y='0'/><a:chExt cx='1' cy='1'/></a:xfrm></p:grpSpPr>"
)
BOX = (
    "<p:sp><p:spPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='5' cy='5'/></a:xfrm></p:spPr>"
    "<p:txBody><a:bodyPr/><a:p><a:r><a:t>奥</a:t></a:r></a:p></p:txBody></p:sp>"
)
DRAWING = "<p:grpSp><p:grpSpPr/>"
CHOICE = "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Fallback>"
CHOICE_END = "</mc:Fallback></mc:AlternateContent>"

DECKS: dict[str, Hostile] = {
    "nothing": Hostile("pptx", lambda: b"", "deck-empty"),
    "words instead of a deck": Hostile("pptx", lambda: b"hello" * 99, "deck-wrong-type"),
    "a PDF": Hostile("pptx", lambda: b"%PDF-1.7\n", "deck-pdf"),
    "a deck with a password": Hostile(
        "pptx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "deck-encrypted"
    ),
    "a zip with a password": Hostile("pptx", lambda: locked(deck()), "deck-encrypted"),
    "half a deck": Hostile("pptx", lambda: deck()[: len(deck()) // 2], "deck-broken-zip"),
    "a deck whose bytes were overwritten": Hostile(
        "pptx", lambda: deck().replace(b"PK\x03\x04", b"XXXX"), "deck-wrong-type"
    ),
    "a workbook called a deck": Hostile("pptx", lambda: book([["a"]]), "deck-excel"),
    "no list of types": Hostile(
        "pptx", lambda: deck(**{"[Content_Types].xml": None}), "deck-wrong-type"
    ),
    "no slide behind its name": Hostile("pptx", lambda: deck(**{SLIDE: None}), "deck-missing-part"),
    "a picture instead of a slide": Hostile(
        "pptx", lambda: deck(**{SLIDE: photo()}), "deck-broken-xml"
    ),
    "a layout instead of a slide": Hostile(
        "pptx", lambda: deck(**{SLIDE: b"<x/>"}), "deck-broken-xml"
    ),
    "a name twice": Hostile("pptx", lambda: twice(deck(), SLIDE), "deck-part-twice"),
    "a path upwards": Hostile("pptx", lambda: deck(**{"../../x.png": b"x"}), "deck-path-traversal"),
    "30,000 parts": Hostile("pptx", partial(many_parts, 30_000), "deck-too-many-parts", False),
    "a bomb of blanks": Hostile("pptx", bomb, "deck-zip-bomb"),
    "a bomb that lies about its size": Hostile("pptx", lambda: lying(bomb()), "deck-damaged-part"),
    "200 slides of 24 MB that are one": Hostile(
        "pptx", partial(overlapping, 200), "too-costly", False
    ),
    "900 MB of zeros as a picture": Hostile(
        "pptx", lambda: media(b"\x89PNG\r\n\x1a\n" + bytes(900_000_000)), "deck-zip-bomb", False
    ),
    "a picture of 30,000 by 30,000": Hostile("pptx", lambda: media(png(30_000, 30_000)), "", False),
    "a picture of 9,000 by 9,000": Hostile("pptx", lambda: media(png(9_000, 9_000)), ""),
    "a picture of 2,147,483,647 by 1": Hostile(
        "pptx",
        lambda: media(
            png(8, 8).replace(struct.pack(">II", 8, 8), struct.pack(">II", 2**31 - 1, 1))
        ),
        "",
    ),
    "half a picture": Hostile("pptx", lambda: media(photo()[:60]), ""),
    "entities that grow": Hostile(
        "pptx", lambda: slide("?>", f"?>{LAUGHS}"), "deck-external-entity"
    ),
    "an entity from outside": Hostile(
        "pptx", lambda: slide("?>", f"?>{OUTSIDE}"), "deck-external-entity"
    ),
    "elements 100,000 deep": Hostile(
        "pptx", lambda: shapes("<a:x>" * 100_000 + "</a:x>" * 100_000), "deck-broken-xml"
    ),
    "groups 120 deep": Hostile("pptx", lambda: shapes(DRAWING * 120 + "</p:grpSp>" * 120), ""),
    "groups 100 deep that enlarge": Hostile(
        "pptx", lambda: shapes(GROWING * 100 + BOX + "</p:grpSp>" * 100), ""
    ),
    "alternatives 100 deep": Hostile("pptx", lambda: shapes(CHOICE * 100 + CHOICE_END * 100), ""),
    "a million shapes": Hostile(
        "pptx", lambda: shapes("<p:sp/>" * MILLION), "deck-many-shapes", False
    ),
    "30,000 shapes": Hostile("pptx", lambda: shapes("<p:sp/>" * 30_000), "deck-many-shapes"),
    "19,000 shapes with words": Hostile(
        "pptx", lambda: shapes(frame("<a:p><a:r><a:t>語</a:t></a:r></a:p>") * 19_000), "", False
    ),
    "four million empty elements": Hostile(
        "pptx", lambda: shapes("<a:x/>" * 4 * MILLION), "", False
    ),
    "a million paragraphs": Hostile(
        "pptx",
        lambda: shapes(frame("<a:p><a:r><a:t>x</a:t></a:r></a:p>" * 700_000)),
        "too-costly",
        False,
    ),
    "a table of 1,000 by 1,000": Hostile(
        "pptx", lambda: shapes(table(1_000, 1_000)), "deck-many-cells", False
    ),
    "a table of 300 by 300": Hostile("pptx", lambda: shapes(table(300, 300)), "deck-many-cells"),
    "a formula in 20,000 pieces": Hostile(
        "pptx", lambda: shapes(frame(formula(20_000))), "", False
    ),
    "60,000 lines alike on four pages": Hostile("pptx", lambda: lines_alike(4, 15_000), "", False),
    "19,000 shapes with words, drawn": Hostile(
        "pptx",
        lambda: shapes(frame("<a:p><a:r><a:t>語</a:t></a:r></a:p>") * 19_000),
        "",
        is_quick=False,
        is_drawn=True,
    ),
    "60,000 lines alike on four pages, drawn": Hostile(
        "pptx", lambda: lines_alike(4, 15_000), "", is_quick=False, is_drawn=True
    ),
    "6,000 boxes in one another, drawn": Hostile(
        "pptx", lambda: shapes(boxes(6_000)), "", is_quick=False, is_drawn=True
    ),
    "50,000 paragraphs": Hostile(
        "pptx",
        lambda: shapes(frame("<a:p><a:r><a:t>語る</a:t></a:r></a:p>" * 50_000)),
        "deck-long-sheet",
        False,
    ),
    "a paragraph of two megabytes": Hostile(
        "pptx",
        lambda: shapes(frame(f"<a:p><a:r><a:t>{'語' * 680_000}</a:t></a:r></a:p>")),
        "deck-long-sheet",
    ),
    "a title of two million letters": Hostile(
        "pptx", lambda: slide("題名", "あ" * 2 * MILLION), "deck-long-sheet"
    ),
    "a title of 100,000 letters": Hostile("pptx", lambda: slide("題名", "あ" * 100_000), "", False),
    "a title of 50,000 numbers": Hostile("pptx", lambda: slide("題名", "1." * 50_000), "", False),
    "a title of 30,000 accents": Hostile("pptx", lambda: slide("題名", accents(30_000)), "", False),
    "half of a letter": Hostile(
        "pptx", lambda: slide("題名", "題_xD800_名_xDC00__xFFFF__x0000_"), ""
    ),
    "an unknown encoding": Hostile(
        "pptx", lambda: slide("encoding='UTF-8'", "encoding='x-none'"), "deck-broken-xml"
    ),
    "words that are no UTF-8": Hostile(
        "pptx",
        lambda: deck(**{SLIDE: dict(_deck())[SLIDE].replace("題名".encode(), b"\xff\xfe\x80")}),
        "deck-broken-xml",
    ),
    "a slide in UTF-16": Hostile(
        "pptx",
        lambda: deck(
            **{SLIDE: dict(_deck())[SLIDE].decode().replace("UTF-8", "UTF-16").encode("utf-16")}
        ),
        "",
    ),
    "numbers that are none": Hostile(
        "pptx",
        lambda: shapes(
            "<p:sp><p:spPr><a:xfrm><a:off x='--5' y='²'/><a:ext cx='9e99' cy='"
            + "9" * 5_000
            + "'/></a:xfrm></p:spPr><p:txBody><a:p><a:pPr lvl='²'/><a:r><a:rPr sz='"
            + "9" * 9_999
            + "'/><a:t>数</a:t></a:r></a:p></p:txBody></p:sp>"
        ),
        "",
    ),
    "a sheet of no size": Hostile(
        "pptx",
        lambda: deck(
            **{
                "ppt/presentation.xml": dict(_deck())["ppt/presentation.xml"]
                .replace(b"<p:sldSz cx=", b"<p:sldSz cy='-1' cz=")
                .replace(b' cy="', b' ch="')
            }
        ),
        "",
    ),
    "a slide whose layout is itself": Hostile(
        "pptx", lambda: deck(**{SLIDE_RELS: relation("slideLayout", "slide1.xml")}), ""
    ),
    "notes that are the slide": Hostile(
        "pptx", lambda: deck(**{SLIDE_RELS: relation("notesSlide", "slide1.xml")}), ""
    ),
    "a relation to a file of the machine": Hostile(
        "pptx", lambda: deck(**{SLIDE_RELS: relation("image", "file:///etc/passwd", True)}), ""
    ),
    "10,000 slides": Hostile(
        "pptx",
        lambda: part_replaced(
            "ppt/presentation.xml", "<p:sldIdLst>", "<p:sldIdLst>" + "<p:sldId id='1'/>" * 10_000
        ),
        "deck-too-many-slides",
    ),
    "half a million sections": Hostile(
        "pptx",
        lambda: part_replaced(
            "ppt/presentation.xml",
            "</p:presentation>",
            "<p14:sectionLst xmlns:p14='http://schemas.microsoft.com/office/powerpoint/2010/main'>"
            + "<p14:section name='x'/>" * 500_000
            + "</p14:sectionLst></p:presentation>",
        ),
        "",
        False,
    ),
}

# -- workbooks -----------------------------------------------------------------------------------


def book(rows: list[list[object]]) -> bytes:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def _questions() -> tuple[tuple[str, bytes], ...]:
    made = book([["問題", "選択肢1", "選択肢2", "正解"], ["どれ？", "これ", "それ", 1]])
    return tuple(_parts(made).items())


def workbook(**changed: bytes | None) -> bytes:
    """A table of one question with parts changed, added or (`None`) left out."""
    return packed(_with(dict(_questions()), changed))


def sheet(content: str) -> bytes:
    """The table with more rows, as XML."""
    data = dict(_questions())[SHEET].decode()
    assert "</sheetData>" in data
    return workbook(**{SHEET: data.replace("</sheetData>", f"{content}</sheetData>").encode()})


def endless_references() -> bytes:
    """A table beside a hidden sheet whose formulas look like references all along."""
    made = openpyxl.load_workbook(io.BytesIO(packed(dict(_questions()))))
    hidden = made.create_sheet("_ids")
    for said in ("Q1.A1." * 5_000, "'" * 30_000) * 5:
        hidden.append(["text", "question", "q", "text", f"={said}"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def cell(value: str, kind: str = "n", place: str = "A9") -> str:
    """A row with one cell."""
    return f'<row r="9"><c r="{place}" t="{kind}"><v>{value}</v></c></row>'


def rows(count: int, columns: int = 1) -> str:
    """Rows of numbers."""
    return "".join(f"<row>{'<c><v>1</v></c>' * columns}</row>" for _ in range(count))


BOOKS: dict[str, Hostile] = {
    "an empty workbook": Hostile("xlsx", lambda: b"", "sheet-empty"),
    "a workbook with a password": Hostile(
        "xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "sheet-encrypted"
    ),
    "a workbook whose zip has a password": Hostile(
        "xlsx", lambda: locked(workbook()), "sheet-encrypted"
    ),
    "an old workbook": Hostile("xlsx", lambda: OLE + b"Workbook", "sheet-legacy"),
    "half a workbook": Hostile("xlsx", lambda: workbook()[:2_000], "sheet-broken"),
    "a deck called a workbook": Hostile("xlsx", deck, "sheet-deck"),
    "a workbook without its sheet": Hostile(
        "xlsx", lambda: workbook(**{SHEET: None}), "sheet-no-test"
    ),
    "a sheet that is a picture": Hostile(
        "xlsx", lambda: workbook(**{SHEET: photo()}), "sheet-broken"
    ),
    "a part of a workbook twice": Hostile(
        "xlsx", lambda: twice(workbook(), SHEET), "sheet-zip-bomb"
    ),
    "a workbook of 300 MB of blanks": Hostile(
        "xlsx", lambda: sheet(" " * 300_000_000), "sheet-zip-bomb", False
    ),
    "entities in a workbook": Hostile(
        "xlsx",
        lambda: workbook(**{SHEET: f"<?xml version='1.0'?>{LAUGHS}<x>&j;</x>".encode()}),
        "sheet-entity",
    ),
    "entities in a workbook of UTF-16": Hostile(
        "xlsx",
        lambda: workbook(
            **{SHEET: f"<?xml version='1.0' encoding='utf-16'?>{LAUGHS}<x>&j;</x>".encode("utf-16")}
        ),
        "sheet-broken",
    ),
    "cells 100,000 deep": Hostile("xlsx", lambda: sheet("<row>" * 100_000), "sheet-broken"),
    "a million rows": Hostile("xlsx", lambda: sheet(rows(MILLION)), "sheet-too-many-rows", False),
    "25,000 rows": Hostile("xlsx", lambda: sheet(rows(25_000)), "sheet-too-many-rows", False),
    "16,384 columns in 500 rows": Hostile(
        "xlsx", lambda: sheet(rows(500, 16_384)), "too-costly", False
    ),
    "half a million empty rows": Hostile("xlsx", lambda: sheet("<row/>" * 500_000), "", False),
    "numbers without end": Hostile(
        "xlsx",
        lambda: sheet(cell("1e999") + cell("-1e999", place="B9") + cell("nan", place="C9")),
        "sheet-broken",
    ),
    "a day beyond the calendar": Hostile("xlsx", lambda: sheet(cell("1e15", "d")), "sheet-broken"),
    "a word of a list that ends before": Hostile(
        "xlsx", lambda: sheet(cell("99999999", "s")), "sheet-broken"
    ),
    "a cell that lies nowhere": Hostile(
        "xlsx", lambda: sheet(cell("1", place="ZZZZZZ99999999999")), "sheet-broken"
    ),
    "a cell of six million letters": Hostile(
        "xlsx", lambda: sheet(cell("あ" * 6 * MILLION, "str")), "sheet-too-much-text", False
    ),
    "a workbook that is no workbook inside": Hostile(
        "xlsx", lambda: workbook(**{"xl/workbook.xml": b"<x/>"}), "sheet-no-test"
    ),
    "references of 32,000 letters to no sheet": Hostile("xlsx", endless_references, ""),
    "6,000 parts": Hostile(
        "xlsx",
        lambda: packed({**dict(_questions()), **{f"x{n}": b"" for n in range(6_000)}}),
        "sheet-zip-bomb",
    ),
}

# -- question files ------------------------------------------------------------------------------

HEAD = "問題,選択肢1,選択肢2,正解\n"
ASKED = "問い{n}{{=はい ~いいえ}}\n\n"


def quiz(content: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """Moodle XML."""
    return f"{head}<quiz>{content}</quiz>".encode()


def asked(text: str, fraction: str = "100", more: str = "") -> str:
    """A question of Moodle XML."""
    return (
        f'<question type="multichoice"><name><text>x</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>"
        f'<answer fraction="{fraction}"><text>はい</text></answer>'
        f'<answer fraction="0"><text>いいえ</text></answer>{more}</question>'
    )


QUESTIONS: dict[str, Hostile] = {
    "a table of a million rows": Hostile(
        "csv", lambda: (HEAD + "あ,い,う,1\n" * (MILLION // 2)).encode(), "sheet-too-many-rows"
    ),
    "a table of 30,000 rows": Hostile(
        "csv", lambda: (HEAD + "あ,い,う,1\n" * 30_000).encode(), "sheet-too-many-rows"
    ),
    "a table of 19,000 questions": Hostile(
        "csv", lambda: (HEAD + "あ,い,う,1\n" * 19_000).encode(), "sheet-too-many-questions", False
    ),
    "a table of 100,000 columns": Hostile(
        "csv",
        lambda: (HEAD.strip() + ",x" * 100_000 + "\nあ,い,う,1\n").encode(),
        "sheet-too-many-columns",
    ),
    "GIFT answers of 300,000 lines with blank ones": Hostile(
        "gift", lambda: ("甲は？{\n" + "=a\n\n" * 300_000).encode(), "sheet-no-questions"
    ),
    "a quotation without end": Hostile(
        "csv", lambda: (HEAD + '"' + "あ" * 200_000).encode(), "sheet-broken-table"
    ),
    "a right answer of 9,999 digits": Hostile(
        "csv", lambda: f"{HEAD}あ,い,う,{'9' * 9_999}\n".encode(), ""
    ),
    "letters that no file may hold": Hostile(
        "csv", lambda: f"{HEAD}あ\0\x01\uffff\x1b[2J,い\x07,う,1\n".encode(), ""
    ),
    "a table in no encoding": Hostile(
        "csv", lambda: HEAD.encode() + b"\xff\xff\x80,a,b,1\n", "sheet-no-text-file"
    ),
    "half of UTF-16": Hostile(
        "csv", lambda: (HEAD * 2).encode("utf-16")[:-1], "sheet-no-text-file"
    ),
    "formulas in a table": Hostile(
        "csv", lambda: f"{HEAD}=cmd|' /C calc'!A0,@SUM(1),+1,1\n".encode(), ""
    ),
    "1,900 questions of 2,400 letters": Hostile(
        "gift",
        lambda: "".join(ASKED.format(n=f"{n} " + "あ" * 2_400) for n in range(1_900)).encode(),
        "sheet-too-much-text",
        False,
    ),
    "100,000 questions of GIFT": Hostile(
        "gift",
        lambda: "".join(ASKED.format(n=n) for n in range(100_000)).encode(),
        "sheet-too-many-questions",
        False,
    ),
    "2,000 questions of GIFT": Hostile(
        "gift", lambda: "".join(ASKED.format(n=n) for n in range(2_000)).encode(), "", False
    ),
    "braces that never close": Hostile("gift", lambda: b"{" * 500_000, "sheet-no-questions"),
    "a million choices": Hostile(
        "gift", lambda: b"x{" + b"~a=b" * 500_000 + b"}", "sheet-no-answerable-questions", False
    ),
    "tags 20,000 deep": Hostile(
        "gift",
        lambda: ("[html]" + "<div>" * 20_000 + "x{=a ~b}").encode(),
        "sheet-no-whole-questions",
    ),
    "a question of 30,000 accents": Hostile(
        "gift", lambda: f"{accents(30_000)}{{=a ~b}}".encode(), "", False
    ),
    "escapes without end": Hostile("gift", lambda: ("\\" * 300_001 + "x{=a ~b}").encode(), ""),
    "a share of a million digits": Hostile(
        "gift", lambda: f"x{{~%{'9' * MILLION}%a ~b}}".encode(), ""
    ),
    "100,000 choices of Aiken": Hostile(
        "txt",
        lambda: ("問い\n" + "B. x\n" * 100_000 + "ANSWER: B\n").encode(),
        "sheet-too-many-questions",
        is_quick=False,
    ),
    "Aiken without answers": Hostile(
        "txt", lambda: "問い\nA. x\nB. y\n\n".encode() * 3_000, "sheet-too-many-questions"
    ),
    "60,000 lines below a choice of Aiken": Hostile(
        "txt",
        lambda: ("問い\nA. x\n" + "Q1. A1. Q1. A1. Q1. A1.\n" * 60_000 + "ANSWER: A\n").encode(),
        "sheet-too-much-text",
    ),
    "one line of four million letters": Hostile(
        "txt", lambda: b"A. " + b"ANSWER : " * 400_000 + b"\n", "sheet-no-questions"
    ),
    "entities in Moodle XML": Hostile("xml", lambda: quiz("&j;", LAUGHS), "sheet-no-xml"),
    "entities in UTF-16": Hostile(
        "xml",
        lambda: f"<?xml version='1.0' encoding='utf-16'?>{LAUGHS}<quiz>&j;</quiz>".encode("utf-16"),
        "sheet-no-xml",
    ),
    "elements of a quiz 100,000 deep": Hostile(
        "xml", lambda: quiz("<a>" * 100_000), "sheet-no-xml"
    ),
    "50,000 questions of Moodle": Hostile(
        "xml", lambda: quiz(asked("問い") * 50_000), "sheet-too-many-questions", False
    ),
    "100,000 answers": Hostile(
        "xml",
        lambda: quiz(asked("問い", more='<answer fraction="1"><text>x</text></answer>' * 100_000)),
        "sheet-no-answerable-questions",
        False,
    ),
    "shares that are no numbers": Hostile(
        "xml", lambda: quiz(asked("一", "nan") + asked("二", "1e999") + asked("三", "²")), ""
    ),
    "HTML 100,000 deep": Hostile(
        "xml", lambda: quiz(asked("<b>" * 100_000 + "x")), "sheet-no-whole-questions"
    ),
    "references to no letters": Hostile(
        "xml", lambda: quiz(asked("x&#xD800;&#0;&#xFFFF;&#x110000;y")), ""
    ),
    "a picture of 20 MB inside": Hostile(
        "xml",
        lambda: quiz(asked("x<img src='data:image/png;base64," + "A" * 8_000_000 + "'>")),
        "",
        False,
    ),
    "an encoding that nobody knows": Hostile(
        "xml", lambda: quiz("", '<?xml version="1.0" encoding="x-none"?>'), "sheet-no-xml"
    ),
    "no quiz": Hostile("xml", lambda: b"<html/>", "sheet-no-quiz"),
}

# -- revisions -----------------------------------------------------------------------------------

REVISIONS: dict[str, Hostile] = {
    "lists a million deep": Hostile("json", lambda: b"[" * MILLION, "unreadable-source"),
    "a revision of other kinds": Hostile(
        "json", lambda: b'{"root": 1, "nodes": [1]}', "unreadable-source"
    ),
    "a number of a million digits": Hostile(
        "json", lambda: b'{"root": {}, "nodes": ' + b"9" * MILLION + b"}", "unreadable-source"
    ),
    "a revision without anything": Hostile(
        "json", lambda: b'{"root": {}, "nodes": {}}', "unreadable-source"
    ),
}

HOSTILE: dict[str, Hostile] = {**DECKS, **BOOKS, **QUESTIONS, **REVISIONS}
