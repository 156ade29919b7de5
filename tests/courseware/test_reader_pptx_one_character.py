"""One character that was typed over in any visible text of a deck comes back, or is told."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terakoya.courseware.formats.pptx.reading import State, import_deck
from tests.courseware.deck_editing import packed
from tests.courseware.deck_reading import corpus, corpus_deck, parts_of
from tests.courseware.laws import examples

_TEXT = re.compile(r"(?<=<a:t>)[^<]+(?=</a:t>)")
_PAGE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml")
_HIDDEN = re.compile(r'<p:sp>(?:(?!</p:sp>).)*hidden="1".*?</p:sp>', re.DOTALL)
# The letter of a choice that is typed over is drawn anew, and not told on the answer's page.
_LETTER = re.compile(r'<p:sp><p:nvSpPr><p:cNvPr [^>]*name="[^"]*-letter".*?</p:sp>', re.DOTALL)
_FIELD = re.compile(r"<a:fld .*?</a:fld>", re.DOTALL)


@cache
def characters() -> tuple[tuple[str, int], ...]:
    """Every visible character of the deck: its member, and where it stands there."""
    found: list[tuple[str, int]] = []
    for name, data in parts_of(corpus_deck("ja")).items():
        if _PAGE.fullmatch(name):
            text = data.decode()
            unseen = [
                one.span() for rule in (_HIDDEN, _LETTER, _FIELD) for one in rule.finditer(text)
            ]
            for run in _TEXT.finditer(text):
                if not any(start <= run.start() < end for start, end in unseen):
                    found += [(name, at) for at in range(*run.span()) if text[at] not in "&;"]
    return tuple(found)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from("、。「Ａ１A1々字"))
def test_one_character_comes_back_or_is_told(data: st.DataObject, sign: str) -> None:
    name, at = data.draw(st.sampled_from(characters()))
    parts = parts_of(corpus_deck("ja"))
    text = parts[name].decode()
    if text[at] == sign or re.search(r"&[^;]*$", text[max(0, at - 6) : at]):
        return
    parts[name] = f"{text[:at]}{sign}{text[at + 1 :]}".encode()
    result = import_deck(packed(parts), corpus())
    is_edited = {state for one in result.report.slides for state in one.states} != {State.SAME}
    is_other = result.material.course != corpus().course
    assert is_edited or is_other or result.report.notices or result.report.values
