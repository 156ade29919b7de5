"""Reading a mail that came in: who wrote it, to which address, its words and files.

Pure: no database. Every mail may be a stranger's; what cannot be read is no letter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Final

from .attached import MailedFile, file_name

MOST_PARTS: Final = 50
LONGEST_TEXT: Final = 50_000
_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_FAULTS: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that came in; `mail_id` tells it from all others."""

    to: str
    author: str
    mail_id: str
    text: str
    files: tuple[MailedFile, ...]
    is_automatic: bool


def addressed_to(raw: bytes) -> str:
    """All addresses that a mail went to, as they are written; empty: it cannot be read."""
    try:
        mail = message_from_bytes(raw[:100_000], policy=compat32)
        return " ".join(str(value) for name in _TO for value in mail.get_all(name, []))
    except _FAULTS:
        return ""


def read_letter(raw: bytes) -> Letter | None:
    """A mail's words and files; `None`: it cannot be read."""
    try:
        mail = message_from_bytes(raw, policy=compat32)
        parts = list(_parts(mail))
        return Letter(
            to=addressed_to(raw),
            author=_author(mail),
            mail_id=_mail_id(mail, raw),
            text=_text(parts),
            files=tuple(_files(parts)),
            is_automatic=_is_automatic(mail),
        )
    except _FAULTS:
        return None


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _author(mail: Message) -> str:
    name, address = parseaddr(_decoded(str(mail.get("From", ""))))
    said = f"{name} <{address}>" if name and address else name or address
    return _clean(" ".join(said.split()))[:300]


def _mail_id(mail: Message, raw: bytes) -> str:
    said = "".join(str(mail.get("Message-ID", "")).split())
    return said[:300] or f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _is_automatic(mail: Message) -> bool:
    said = str(mail.get("Auto-Submitted", "no")).strip().lower()
    return said != "no" or str(mail.get("Precedence", "")).strip().lower() in {"bulk", "auto_reply"}


def _text(parts: list[Message]) -> str:
    bodies = [part for part in parts if not _is_file(part)]
    plain = next((one for one in bodies if one.get_content_type() == "text/plain"), None)
    if plain is not None:
        return _body(plain)[:LONGEST_TEXT]
    html = next((one for one in bodies if one.get_content_type() == "text/html"), None)
    return text_of_html(_body(html))[:LONGEST_TEXT] if html is not None else ""


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lower()
    is_words = part.get_content_maintype() == "text"
    return part.get_filename() is not None or disposition.startswith("attachment") or not is_words


def _body(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = data.decode(charset, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _files(parts: list[Message]) -> Iterator[MailedFile]:
    for part in parts:
        if not _is_file(part):
            continue
        payload = part.get_payload(decode=True)
        name = _decoded(str(part.get_filename() or f"file.{part.get_content_subtype()}"))
        yield MailedFile(file_name(_clean(name)), payload if isinstance(payload, bytes) else b"")


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError):
        return text


def _clean(text: str) -> str:
    """Without what no database takes: zero bytes and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


class _Words(HTMLParser):
    """The words of a page, a line for each block."""

    _BLOCKS: Final = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"})
    _SILENT: Final = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The words of a mail that has no plain text."""
    reader = _Words()
    reader.feed(html[: LONGEST_TEXT * 10])
    lines = (line.strip() for line in "".join(reader.words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
