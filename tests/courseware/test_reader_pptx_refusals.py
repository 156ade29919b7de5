"""Hostile, broken and wrong files are refused with a sentence, and nothing is fetched."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from terakoya.courseware.formats.pptx.reading import Loss, Refusal, UnreadableDeck, import_deck
from terakoya.courseware.formats.pptx.reading import package as package_module
from terakoya.courseware.formats.pptx.reading.words import entries_of
from tests.courseware.deck_editing import packed, with_part
from tests.courseware.deck_reading import corpus, corpus_deck, parts_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument"
SLIDE = "ppt/slides/slide3.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;&a;&a;">]>'


def refusal_of(deck: bytes) -> UnreadableDeck:
    with pytest.raises(UnreadableDeck) as refused:
        import_deck(deck, corpus())
    for language in ("ja", "en"):
        assert " → " in refused.value.sentence(language)
    assert str(refused.value) == refused.value.sentence("en")
    return refused.value


def with_main_type(kind: str) -> bytes:
    def change(data: bytes) -> bytes:
        wanted = (
            b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
        )
        assert wanted in data
        return data.replace(wanted, kind.encode())

    return with_part(corpus_deck("ja"), "[Content_Types].xml", change)


def many_slides(count: int) -> bytes:
    def change(data: bytes) -> bytes:
        start, end = data.index(b"<p:sldIdLst>"), data.index(b"</p:sldIdLst>")
        first = data[start + 12 : data.index(b"/>", start) + 2]
        return data[: start + 12] + first * count + data[end:]

    return with_part(corpus_deck("ja"), "ppt/presentation.xml", change)


def encrypted_member() -> bytes:
    data = bytearray(corpus_deck("ja"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        offset = archive.infolist()[0].header_offset
    central = data.rindex(b"PK\x01\x02")
    for at in (offset + 6, central + 8):
        data[at : at + 2] = struct.pack("<H", struct.unpack("<H", data[at : at + 2])[0] | 1)
    return bytes(data)


def renamed(name: str) -> bytes:
    parts = parts_of(corpus_deck("ja"))
    return packed({**parts, name: b"x"})


def twice() -> bytes:
    buffer = io.BytesIO(corpus_deck("ja"))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SLIDE, b"<x/>")
    return buffer.getvalue()


def without(name: str) -> bytes:
    parts = parts_of(corpus_deck("ja"))
    del parts[name]
    return packed(parts)


def in_slide(change: Callable[[bytes], bytes]) -> bytes:
    return with_part(corpus_deck("ja"), SLIDE, change)


CASES: dict[str, tuple[Refusal, int | None, Callable[[], bytes]]] = {
    "an empty file": (Refusal.EMPTY, None, lambda: b""),
    "a password": (Refusal.ENCRYPTED, None, lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    "a password of the zip": (Refusal.ENCRYPTED, None, encrypted_member),
    "an old .ppt": (Refusal.LEGACY, None, lambda: OLE + b"PowerPoint Document"),
    "a PDF": (Refusal.PDF, None, lambda: b"%PDF-1.7"),
    "a picture": (Refusal.WRONG_TYPE, None, lambda: b"\x89PNG"),
    "any zip": (Refusal.WRONG_TYPE, None, lambda: packed({"a.txt": b"a"})),
    "a Word file": (
        Refusal.WORD,
        None,
        lambda: with_main_type(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        ),
    ),
    "a workbook": (
        Refusal.EXCEL,
        None,
        lambda: with_main_type(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        ),
    ),
    "an .odp": (Refusal.OPEN_DOCUMENT, None, lambda: packed({"mimetype": b"x"})),
    "a .key": (Refusal.KEYNOTE, None, lambda: packed({"Index/Document.iwa": b"x"})),
    "half a file": (Refusal.BROKEN_ZIP, None, lambda: corpus_deck("ja")[:20_000]),
    "a part twice": (Refusal.TWICE, None, twice),
    "a path upwards": (Refusal.PATH_TRAVERSAL, None, lambda: renamed("ppt/../../x")),
    "an absolute path": (Refusal.PATH_TRAVERSAL, None, lambda: renamed("/etc/passwd")),
    "a path of Windows": (Refusal.PATH_TRAVERSAL, None, lambda: renamed("C:/x")),
    "10,000 slides": (Refusal.TOO_MANY_SLIDES, None, lambda: many_slides(10_000)),
    "301 slides": (Refusal.TOO_MANY_SLIDES, None, lambda: many_slides(301)),
    "no slide": (Refusal.NO_SLIDES, None, lambda: many_slides(0)),
    "an entity": (
        Refusal.ENTITY,
        3,
        lambda: in_slide(lambda data: data.replace(b"?>", b"?>" + DOCTYPE, 1)),
    ),
    "broken XML": (Refusal.BROKEN_XML, 3, lambda: in_slide(lambda data: data[:-9])),
    "a slide without content": (
        Refusal.BROKEN_XML,
        3,
        lambda: in_slide(lambda data: data.replace(b"p:cSld", b"p:other")),
    ),
    "a slide that is missing": (Refusal.MISSING, 3, lambda: without(SLIDE)),
}


@pytest.mark.parametrize("name", CASES)
def test_refuses(name: str) -> None:
    case, page, make = CASES[name]
    refused = refusal_of(make())
    assert (refused.case, refused.page) == (case, page)
    assert refused.code == f"deck-{case.value}"


def test_a_deck_never_writes_over_another_language_than_its_own() -> None:
    with pytest.raises(UnreadableDeck) as refused:
        import_deck(corpus_deck("en"), corpus(), "ja")
    assert refused.value.case is Refusal.OTHER_LANGUAGE
    assert refused.value.values == {"found": "en", "wanted": "ja"}
    for language in ("ja", "en"):
        assert "terakoya:language" in refused.value.sentence(language).partition(" → ")[2]


def test_a_deck_that_says_no_language_has_the_one_that_is_named() -> None:
    deck = with_part(
        corpus_deck("en"),
        "docProps/custom.xml",
        lambda data: data.replace(b"terakoya:language", b"terakoya:other"),
    )
    assert import_deck(deck, corpus(), "en").report.language == "en"
    assert import_deck(corpus_deck("en"), corpus(), "en").material.course == corpus().course


def test_a_file_over_the_limit_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "MAX_FILE", 1_000_000 // 2)
    assert refusal_of(corpus_deck("ja")).case is Refusal.TOO_LARGE


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    deck = in_slide(lambda data: data + b" " * (package_module.MAX_XML + 1))
    assert len(deck) < 1_000_000
    refused = refusal_of(deck)
    assert (refused.case, refused.page) == (Refusal.BOMB, 3)


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(in_slide(lambda data: data + b" " * 40_000_000))
    name = SLIDE.encode()
    at = data.rindex(name) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    refusal_of(bytes(data))


def test_an_entity_does_not_bring_in_a_file(tmp_path: object) -> None:
    deck = in_slide(
        lambda data: data.replace(b"?>", b"?>" + DOCTYPE, 1).replace(b"<a:t>", b"<a:t>&a;", 1)
    )
    assert "root:" not in str(refusal_of(deck))


def test_an_external_picture_is_told_and_not_fetched() -> None:
    """The address leads to a port where nobody listens; nothing asks for it anyway."""

    def change(data: bytes) -> bytes:
        entry = b'<Relationship Id="rId90" TargetMode="External" Target="http://127.0.0.1:9/x.png" '
        kind = b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
        return data.replace(b"</Relationships>", entry + kind + b"</Relationships>")

    rels = "ppt/slides/_rels/slide2.xml.rels"
    deck = with_part(corpus_deck("ja"), rels, change)
    deck = with_part(
        deck,
        "ppt/slides/slide2.xml",
        lambda data: _linked(data),
    )
    imported = import_deck(deck, corpus())
    assert [(n.loss, n.page) for n in imported.report.notices] == [(Loss.LINKED_PICTURE, 2)]
    assert imported.material.course == corpus().course


def _linked(data: bytes) -> bytes:
    start = data.index(b"<a:blip ")
    end = data.index(b"</a:blip>", start) + len(b"</a:blip>")
    return data[:start] + b'<a:blip r:link="rId90"/>' + data[end:]


def test_macros_are_left_out_and_told() -> None:
    deck = with_main_type("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml")
    deck = with_part(deck, "ppt/vbaProject.bin", lambda _data: b"macro")
    imported = import_deck(deck, corpus())
    assert [(n.loss, n.page) for n in imported.report.notices] == [(Loss.MACROS, None)]
    assert imported.material.course == corpus().course


def test_every_refusal_and_notice_has_its_sentence_in_every_language() -> None:
    for language in ("en", "ja"):
        texts = entries_of(language)
        assert set(texts["refusals"]) == set(texts["refusals-mends"]) == set(Refusal)
        assert set(texts["losses"]) == set(texts["losses-mends"]) == set(Loss)
    for group in ("refusals", "refusals-mends", "losses", "losses-mends"):
        ours, theirs = entries_of("ja")[group], entries_of("en")[group]
        assert [code for code in ours if ours[code] == theirs[code]] == []
