"""What can be typeset of texts that people write."""

from __future__ import annotations

import pytest

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

PAGE = """
#set document(title: "x")
#set text(lang: "ja")
#sys.inputs.text
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("佐藤 美咲", "佐藤 美咲"),
        ("𠮷田 髙﨑 濵邉", "𠮷田 髙﨑 濵邉"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("김철수・孙丽・Nguyễn Thị Ánh", "김철수・孙丽・Nguyễn Thị Ánh"),
        ("か\u3099", "が"),
        ("二行\nの 名", "二行 の 名"),
        ("\u202eabc\u200f\u200b\u00ad", "abc"),
        ("👩\u200d👧 \U0001f600\ufe0f", "〓〓 〓"),
        ("مرحبا", "〓〓〓〓〓"),
        ("\ue000\x07x", "〓x"),
    ],
)
def test_printable_keeps_what_has_a_shape(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_printable_text_is_always_typeset() -> None:
    everything = "".join(
        chr(point) for point in range(0x20, 0x30000, 7) if not 0xD800 <= point < 0xE000
    )
    made = typeset_pdf(PAGE, {"text": printable(everything)})
    assert made.startswith(b"%PDF-")
