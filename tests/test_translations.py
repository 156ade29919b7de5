"""Texts of the source that the catalogues must hold, by whatever name they are marked."""

from __future__ import annotations

import pytest

from tools.translations import Key, python_texts


@pytest.mark.parametrize(
    ("line", "call", "key"),
    [
        ("gettext as _", '_("枠")', Key("枠")),
        ("gettext as _text", '_text("枠" "と数") % {}', Key("枠と数")),
        ("gettext_lazy as words", 'words("枠")', Key("枠")),
        ("ngettext as counted", 'counted("%(n)s枠", "%(n)s枠s", n)', Key("%(n)s枠", "%(n)s枠s")),
        ("pgettext as _p", '_p("document", "枠")', Key("枠", context="document")),
        ("gettext", 'gettext("枠")', Key("枠")),
    ],
)
def test_marked_text_is_found_under_the_name_of_its_import(line: str, call: str, key: Key) -> None:
    source = f"from django.utils.translation import {line}\n\ndef said(n):\n    return {call}\n"
    assert list(python_texts(source)) == [key]


def test_name_of_another_module_marks_nothing() -> None:
    source = 'from somewhere import gettext as _text\n\nfound = _text("枠")\n'
    assert list(python_texts(source)) == []
