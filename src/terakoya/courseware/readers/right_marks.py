"""What a mark beside a choice says: that it is right, that it is wrong, or neither.

One table for workbooks and question files; `docs/algorithms/workbooks-back.md` shows it.
"""

from __future__ import annotations

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
_UNSEEN = "\ufe0e\ufe0f\u200b"  # how a sign is drawn, and blanks without width
_AROUND = "()[]「」【】<>.。、,:!"


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(sign for sign in plain if sign not in _UNSEEN and not sign.isspace())
    return plain.strip(_AROUND)


_RIGHT_MARKS = frozenset(map(_folded, _RIGHT.split()))
_WRONG_MARKS = frozenset(map(_folded, _WRONG.split()))


def is_right_mark(text: str) -> bool | None:
    """Whether a mark says that its choice is right; `None` where nobody knows what it says.

    No mark at all says wrong.
    """
    plain = _folded(text)
    if plain in _RIGHT_MARKS:
        return True
    return False if not plain or plain in _WRONG_MARKS else None
