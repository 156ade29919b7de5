"""A deck that lost its properties is in the language of its words, and overwrites no other."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    Refusal,
    UnreadableDeck,
    import_deck,
)
from tests.courseware.deck_editing import Edit, edited, renote, retype, with_part
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()


def without_properties(deck: bytes) -> bytes:
    """The deck as programs leave it that keep no properties of others."""
    return with_part(deck, "docProps/custom.xml", lambda data: data.replace(b"terakoya:", b"x:"))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("is_said", [True, False])
def test_a_deck_is_in_the_language_of_its_words(language: str, is_said: bool) -> None:
    deck = without_properties(corpus_deck(language))
    result = import_deck(deck, BASE, language if is_said else None)
    assert result.report.language == language
    assert result.material.course == BASE.course


@pytest.mark.parametrize(("spoken", "wanted"), [("en", "ja"), ("ja", "en")])
def test_a_deck_overwrites_no_other_language(spoken: str, wanted: str) -> None:
    with pytest.raises(UnreadableDeck) as refused:
        import_deck(without_properties(corpus_deck(spoken)), BASE, wanted)
    assert refused.value.case is Refusal.OTHER_LANGUAGE
    assert refused.value.values == {"found": spoken, "wanted": wanted}


def test_what_the_file_says_of_itself_counts_before_its_words() -> None:
    deck = with_part(
        corpus_deck("en"), "docProps/custom.xml", lambda data: data.replace(b">en<", b">ja<")
    )
    assert import_deck(deck, BASE, "ja").report.language == "ja"


def imported(language: str, *edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck(language), *edits), BASE)


def foreign(result: Imported) -> list[dict[str, str]]:
    return [
        dict(one.values) for one in result.report.notices if one.loss is Loss.OTHER_LANGUAGE_TEXT
    ]


def test_narration_in_another_language_is_told_once_for_all_pages() -> None:
    said = "一人で抱えないでください。"
    result = imported("en", renote("same-wish", said), renote("two-axes", said))
    assert foreign(result) == [{"text": said, "language": "en", "pages": "7–8"}]


def test_an_english_sentence_in_a_japanese_deck_is_told() -> None:
    text = "Please hand over to the manager."
    result = imported("ja", retype("same-wish", "point", text))
    assert foreign(result) == [{"text": text, "language": "ja", "pages": "7"}]


@pytest.mark.parametrize("text", ["Minato Trading Co.", "https://intra.example/rules/a/b", "SNS"])
def test_names_and_addresses_are_in_no_other_language(text: str) -> None:
    assert foreign(imported("ja", retype("same-wish", "point", text))) == []
