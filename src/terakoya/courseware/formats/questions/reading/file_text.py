"""The text of a file in whatever encoding it was saved."""

from __future__ import annotations

from ...xlsx.reading.notices import Refusal, UnreadableSheet

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SHARE_OF_NULLS = 0.01  # UTF-16 without its mark: line ends, blanks and tabs hold nulls


def file_text(data: bytes, language: str) -> str:
    """A text in UTF-8, UTF-16, or what people of a language saved before; else raises.

    Excel in Japan saves Shift JIS, mail programs ISO-2022-JP, old servers EUC-JP; elsewhere
    Windows saves its own Latin letters, which Shift JIS would read as other words in silence.
    """
    for encoding in _encodings(data, language):
        text = _decoded(data, encoding)
        if text is None:
            continue
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableSheet(Refusal.NO_TEXT_FILE)


def _encodings(data: bytes, language: str) -> tuple[str, ...]:
    wide = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _unmarked(data)
    if wide:
        return (wide,)
    if b"\x1b$B" in data or b"\x1b$@" in data:
        return ("iso2022_jp",)
    if language != "ja":
        return ("utf-8-sig", "cp1252", "cp932")
    return ("utf-8-sig", "euc_jp", "cp932") if _is_euc(data) else ("utf-8-sig", "cp932")


def _unmarked(data: bytes) -> str:
    """UTF-16 of which nothing says that it is; empty for other text."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) < max(2, len(data) * _SHARE_OF_NULLS):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_euc(data: bytes) -> bool:
    """Whether a text is EUC-JP, which Shift JIS reads as half-width kana."""
    if _decoded(data, "euc_jp") is None:
        return False
    other = _decoded(data, "cp932")
    half = sum("\uff61" <= sign <= "\uff9f" for sign in other or "")
    return other is None or half * 4 > len(other)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
