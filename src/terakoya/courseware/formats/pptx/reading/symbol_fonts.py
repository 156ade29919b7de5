"""Signs of the fonts Symbol and Wingdings as the letters of Unicode that they look like.

Programs keep them as characters of the private area (code + U+F000), or as the letter of that
code, with the font beside it: an arrow is `\\uf0e0`, or `à` in Wingdings.
"""

from __future__ import annotations

from typing import Final

_PRIVATE: Final = 0xF000
# The code points of the font Symbol that are no ASCII signs, by the characters they show.
_GREEK: Final = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
)
_MATHEMATICS: Final = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2D: "−", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥",
    0xB4: "×", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xC5: "⊕",
    0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCA: "⊇", 0xCB: "⊄", 0xCC: "⊂", 0xCD: "⊆",
    0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬",
    0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE0: "◊", 0xE5: "∑", 0xE9: "⌈",
    0xEB: "⌊", 0xF2: "∫", 0xF9: "⌉", 0xFB: "⌋",
}  # fmt: skip
_DINGBATS: Final = {
    0x21: "✏", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□",
    0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xB7: "•",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xEF: "⇦",
    0xF0: "⇨", 0xF3: "⇔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOL: Final = {
    **{_PRIVATE + code: chr(code) for code in range(0x20, 0x7F)},
    **{_PRIVATE + ord(letter): greek for letter, greek in _GREEK.items()},
    **{_PRIVATE + code: sign for code, sign in _MATHEMATICS.items()},
}
_WINGDINGS: Final = {_PRIVATE + code: sign for code, sign in _DINGBATS.items()}


def letters_of(text: str, font: str) -> str:
    """The text of a run with the signs of its symbol font, if it has one, as letters.

    Where no font is named, signs of the private area are those of Wingdings, as in most decks.
    """
    if font.startswith("Symbol"):
        return text.translate(_SYMBOL)
    sign = text.strip()
    if font.startswith("Wingdings") and len(sign) == 1 and 0x80 <= ord(sign) <= 0xFF:
        return text.replace(sign, _DINGBATS.get(ord(sign), sign))
    return text.translate(_WINGDINGS)
