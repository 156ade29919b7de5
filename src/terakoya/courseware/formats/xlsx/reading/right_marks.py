"""What a mark beside a choice says: that it is right, that it is wrong, or neither.

One table for workbooks and question files; `docs/algorithms/workbooks-back.md` shows it.
"""

from __future__ import annotations

import re
import unicodedata

_RIGHT = """
○ ◯ 〇 ◎ ● ⭕ ⦿ ◉ o ✓ ✔ ✅ ☑ √ v レ 1 y yes t true right correct ok
正 正解 正答 正しい 丸 まる マル はい 答 答え
"""
_WRONG = """
× ✕ ✖ ✗ ✘ ❌ ❎ ☒ ╳ ⨯ x 0 n no f false wrong incorrect ng
誤 誤り 誤答 不正解 不正答 正しくない 間違い まちがい 違う ちがう 偽 罰 ばつ バツ ペケ いいえ
- ー ― — – ‐ − ─ / □ ☐ なし 無し
"""
# Marks that are no words, so that no choice is made of one alone beside choices with words.
_SIGNS = "○ ◯ 〇 ◎ ● ⭕ ⦿ ◉ ✓ ✔ ✅ ☑ √ レ × ✕ ✖ ✗ ✘ ❌ ❎ ☒ ╳ ⨯ □ ☐"
# Marks that people type into the words of a choice; more words than these may be meant as such.
_TYPED = (
    r"正解|正答|正|誤答|誤り?|不正解|不正答|[○◯〇◎✓✔☑✅レ×✕✖✗✘❌]|correct|right|wrong|incorrect"
)
_OPEN, _CLOSE = r"[(（\[［【〔〈<＜《「]", r"[)）\]］】〕〉>＞》」]"
_BRACKETED = rf"{_OPEN}\s*(?:{_TYPED})\s*(?:です)?{_CLOSE}"
_WORDED = r"[★☆※*＊]*\s*(?:不?正[解答])\s*"
_BEFORE = re.compile(rf"\s*({_BRACKETED}|{_WORDED}[:：→⇒])\s*", re.I)
_BEHIND = re.compile(rf"\s*({_BRACKETED}|[←⇐★☆※＊]\s*(?:これが|ここが)?不?正[解答])\s*$", re.I)
_UNSEEN = "\ufe0e\ufe0f\u200b"  # how a sign is drawn, and blanks without width
_AROUND = "()[]「」【】<>.。、,:!"


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(sign for sign in plain if sign not in _UNSEEN and not sign.isspace())
    return plain.strip(_AROUND)


_RIGHT_MARKS = frozenset(map(_folded, _RIGHT.split()))
_WRONG_MARKS = frozenset(map(_folded, _WRONG.split()))
_SIGN_MARKS = frozenset(map(_folded, _SIGNS.split()))


def is_sign(text: str) -> bool:
    """Whether a text is a mark that no words are, such as ○ or ✓."""
    return _folded(text) in _SIGN_MARKS


def split_mark(text: str) -> tuple[str, str]:
    """A choice without the mark that somebody typed before or behind its words, and the mark."""
    for found in (_BEFORE.match(text), _BEHIND.search(text)):
        if found:
            words = (text[: found.start()] + text[found.end() :]).strip()
            if words:
                return words, found[1].strip()
    return text, ""


def is_typed_right(mark: str) -> bool:
    """Whether a mark of `split_mark` says that its choice is right."""
    plain = _folded(re.sub(rf"[★☆※*＊←⇐→⇒\s]|{_OPEN}|{_CLOSE}|です|これが|ここが", "", mark))
    return is_right_mark(plain) is True


def is_right_mark(text: str) -> bool | None:
    """Whether a mark says that its choice is right; `None` where nobody knows what it says.

    No mark at all says wrong.
    """
    plain = _folded(text)
    if plain in _RIGHT_MARKS:
        return True
    return False if not plain or plain in _WRONG_MARKS else None
