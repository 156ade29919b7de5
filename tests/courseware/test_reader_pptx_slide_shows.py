"""How somebody set up the show of a deck is told once, and nothing of an untouched deck is."""

from __future__ import annotations

from typing import Any

import pytest
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from terakoya.courseware.formats.pptx.reading import Loss, import_deck
from terakoya.courseware.formats.pptx.reading.report import message_of
from tests.courseware.deck_editing import Edit, edited, with_part
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
_PROPERTIES = "ppt/presProps.xml"


def told(deck: bytes) -> list[tuple[Loss, int | None, dict[str, str]]]:
    report = import_deck(deck, BASE).report
    return [(one.loss, one.page, dict(one.values)) for one in report.notices]


def custom_show(name: str, *pages: int) -> Edit:
    """A custom show of some pages."""

    def edit(presentation: Any) -> None:
        root = presentation.part._element
        shows = root.find(qn("p:custShowLst"))
        if shows is None:
            shows = parse_xml(f"<p:custShowLst {nsdecls('p')}/>")
            root.find(qn("p:notesSz")).addnext(shows)
        ids = [entry.get(qn("r:id")) for entry in presentation.slides._sldIdLst]
        listed = "".join(f'<p:sld r:id="{ids[page - 1]}"/>' for page in pages)
        shows.append(
            parse_xml(
                f'<p:custShow {nsdecls("p", "r")} name="{name}" id="{len(shows)}">'
                f"<p:sldLst>{listed}</p:sldLst></p:custShow>"
            )
        )

    return edit


def test_custom_shows_are_told_with_their_names_and_pages() -> None:
    deck = edited(corpus_deck("ja"), custom_show("店長向け", 4, 5, 6, 4), custom_show("新人", 2))
    assert told(deck) == [(Loss.CUSTOM_SHOW, None, {"text": "店長向け（4–6）、新人（2）"})]
    (notice,) = import_deck(deck, BASE).report.notices
    assert "店長向け（4–6）" in message_of(notice, "ja")[0]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('<p:showPr loop="1"><p:present/></p:showPr>', [(Loss.SHOW_SETTINGS, None, {})]),
        ("<p:showPr><p:kiosk/></p:showPr>", [(Loss.SHOW_SETTINGS, None, {})]),
        # What office programs write by themselves.
        ('<p:showPr showNarration="1"><p:present/></p:showPr>', []),
        ("<p:showPr/>", []),
    ],
)
def test_a_show_that_plays_by_itself_is_told(settings: str, expected: list[Any]) -> None:
    written = f"<p:presentationPr {nsdecls('p')}>{settings}</p:presentationPr>".encode()
    assert told(with_part(corpus_deck("ja"), _PROPERTIES, lambda _: written)) == expected


def test_a_deck_whose_settings_are_broken_is_read_as_office_programs_read_it() -> None:
    assert told(with_part(corpus_deck("ja"), _PROPERTIES, lambda _: b"<p:showPr")) == []


@pytest.mark.parametrize(("value", "expected"), [("true", [(Loss.LOCK, None, {})]), ("false", [])])
def test_a_deck_that_is_marked_as_final_is_told(value: str, expected: list[Any]) -> None:
    def mark(properties: bytes) -> bytes:
        entry = (
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" '
            f'name="_MarkAsFinal"><vt:bool>{value}</vt:bool></property></Properties>'
        )
        return properties.replace(b"</Properties>", entry.encode())

    assert told(with_part(corpus_deck("ja"), "docProps/custom.xml", mark)) == expected


def test_a_deck_with_a_password_for_changes_is_told() -> None:
    def lock(presentation: Any) -> None:
        presentation.part._element.append(parse_xml(f"<p:modifyVerifier {nsdecls('p')}/>"))

    assert told(edited(corpus_deck("ja"), lock)) == [(Loss.LOCK, None, {})]


def test_seconds_until_a_page_turns_are_told_with_their_pages() -> None:
    def time(presentation: Any) -> None:
        for page in (1, 2, 4):
            timed = parse_xml(f'<p:transition {nsdecls("p")} advTm="5000"/>')
            presentation.slides[page]._element.append(timed)

    deck = edited(corpus_deck("ja"), time)
    assert told(deck) == [(Loss.TIMING, None, {"pages": "2–3, 5"})]
