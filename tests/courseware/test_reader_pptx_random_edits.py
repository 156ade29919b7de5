"""Any mixture of deleting, moving, duplicating and retitling comes back as exactly that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terakoya.courseware.formats.pptx.reading import State, import_deck
from tests.courseware.deck_editing import copy_page, edited
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.laws import examples

BASE = {slide.id: slide for _, slide in corpus().course.text("ja").slides()}
ORDER = list(BASE)


@dataclass(frozen=True)
class Copy:
    """A slide as it stands in the deck: of which slide, the how manieth copy, with what title."""

    slide: str
    number: int = 0
    title: str = ""


@dataclass
class Desk:
    """What somebody has done so far: the slides in their order."""

    slides: list[Copy] = field(default_factory=lambda: [Copy(one) for one in ORDER])
    made: int = 0

    def do(self, what: str, at: int, to: int) -> None:
        """One edit; places wrap around, and one slide always stays."""
        at, to = at % len(self.slides), to % len(self.slides)
        if what == "delete" and len(self.slides) > 1:
            del self.slides[at]
        elif what == "move":
            self.slides.insert(to, self.slides.pop(at))
        elif what == "duplicate" and self.made < 3:
            self.made += 1
            copy = replace(self.slides[at], number=self.made)
            self.slides.insert(at + 1, copy)
        elif what == "retitle":
            self.slides[at] = replace(self.slides[at], title=f"新しいタイトル{to}")

    def realised(self) -> bytes:
        """The deck."""
        return edited(corpus_deck("ja"), self._realise)

    def _realise(self, presentation: Any) -> None:
        ids = presentation.slides._sldIdLst
        originals: dict[str, list[Any]] = {}
        for page in list(presentation.slides):
            originals.setdefault(page.name.split(":")[1], []).append(page)
        order: list[int] = []
        for one in self.slides:
            pages = originals[one.slide]
            if one.number:
                pages = [copy_page(presentation, page) for page in pages]
            order += [page.slide_id for page in pages]
        titles = [one.title for one in self.slides for _ in originals[one.slide]]
        firsts = [n == 0 for one in self.slides for n, _ in enumerate(originals[one.slide])]
        for number, title, is_first in zip(order, titles, firsts, strict=True):
            if title and is_first:
                presentation.slides.get(number).shapes.title.text_frame.text = title
        _arrange(presentation, ids, order)


def _arrange(presentation: Any, ids: Any, order: list[int]) -> None:
    """The pages in an order by their numbers; those that are not in it are gone."""
    entries = {entry.id: entry for entry in ids}
    for entry in entries.values():
        ids.remove(entry)
    for number in order:
        ids.append(entries[number])
    kept = {entries[number].rId for number in order}
    for relation in list(presentation.part.rels.values()):
        if relation.reltype.endswith("/slide") and relation.rId not in kept:
            presentation.part.drop_rel(relation.rId)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "move", "duplicate", "retitle"]),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=8,
)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_what_was_done_is_what_comes_back(edits: list[tuple[str, int, int]]) -> None:
    desk = Desk()
    for edit in edits:
        desk.do(*edit)
    imported = import_deck(desk.realised(), corpus())
    told = {one.slide: one for one in imported.report.slides}
    text = imported.material.course.text("ja")
    found = [(told[s.id].copied_from or s.id, s.title) for _, s in text.slides()]
    expected = [(one.slide, one.title or BASE[one.slide].title) for one in desk.slides]
    assert found == expected
    gone = {one for one in told if State.DELETED in told[one].states}
    assert gone == set(ORDER) - {one.slide for one in desk.slides}
    # Where one slide stands several times, an untouched one keeps the id.
    for slide in {one.slide for one in desk.slides}:
        if any(one.slide == slide and not one.title for one in desk.slides):
            assert told[slide].edits == ()
    english = imported.material.course.text("en")
    assert [s.id for _, s in english.slides()] == [s.id for _, s in text.slides()]
