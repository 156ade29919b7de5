"""Sentences of readers of files, as pages show them."""

from __future__ import annotations

from terakoya.portal.common.text import without_arrows


def test_what_and_mend_are_sentences_without_an_arrow() -> None:
    assert without_arrows("ファイルが空です。 → もう一度選んでください。") == (
        "ファイルが空です。もう一度選んでください。"
    )
    assert without_arrows("It is empty. → Choose it again.") == "It is empty. Choose it again."
    assert without_arrows("変わりません。") == "変わりません。"
