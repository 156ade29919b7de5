"""What `terakoya import` prints of a deck: what moved as moved, by its words."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.cli.importing import summary
from terakoya.courseware.formats.pptx.reading import import_deck
from tests.courseware.deck_editing import Edit, edited, page_of, retype, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()


def lines_of(language: str, *edits: Edit) -> list[str]:
    report = import_deck(edited(corpus_deck("ja"), *edits), BASE).report
    return [line for line in summary(report, language) if line.startswith("  p.")]


def last_row_first(presentation: Any) -> None:
    """The last row of a table, put behind its head."""
    table = shape_of(page_of(presentation, "ordinance-and-law"), "table").table._tbl
    table.tr_lst[0].addnext(table.tr_lst[-1])


def exchange_choices(presentation: Any) -> None:
    """The words of two choices, exchanged on the question's page and on the answer's."""
    for page, prefix in (("check-duty", ""), ("check-duty:answer", "answer-")):
        shapes = [shape_of(page_of(presentation, page), f"{prefix}choice-{one}") for one in "ac"]
        one, other = (shape._element.txBody for shape in shapes)
        place, at = one.getnext(), one.getparent()
        other.addprevious(one)
        if place is None:
            at.append(other)
        else:
            place.addprevious(other)


FIRST, LAST = "東京都内の企業だけ", "規模を問わず、人を雇うすべての事業主"
TABLE, CHECK = "都の条例と国の法律は、役割が違います", "国の法律で、対策が義務なのはどの企業？"


@pytest.mark.parametrize(
    ("language", "edit", "expected"),
    [
        ("ja", last_row_first, f"  p. 3       {TABLE}: 変更 (順序を変更：いつから)"),
        ("en", last_row_first, "  p. 3       ordinance-and-law: edited (moved: いつから)"),
        ("ja", exchange_choices, f"  p. 5, p. 6 {CHECK}: 変更 (順序を変更：{FIRST}, {LAST})"),
    ],
)
def test_what_moved_is_printed_by_its_words(language: str, edit: Edit, expected: str) -> None:
    assert lines_of(language, edit) == [expected]


def test_what_was_typed_anew_is_printed_by_its_name_before_what_moved() -> None:
    words = "甲" * 21
    typed = retype("three-elements", "item-3", words, "乙")
    assert lines_of("ja", last_row_first, typed)[1] == (
        f"  p. 3       {TABLE}: 変更 (順序を変更：いつから)"
    )
    (line,) = lines_of("en", typed)
    assert "moved" not in line and "items.2" in line
