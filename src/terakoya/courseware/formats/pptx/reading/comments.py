"""What reviewers wrote beside a page: comments as office programs keep them, old and new."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .lines import lines_in
from .package import DeckPackage
from .refusals import Refusal, UnreadableDeck
from .xml import P188, P

KINDS = ("comments", "comment")  # the last word of their relations


def comments_of(package: DeckPackage, part: str, page: int) -> tuple[str, ...]:
    """The words of a page's comments, each on one line; of new ones, replies follow the comment.

    What cannot be read says nothing: office programs open such a deck without its comments.
    """
    found: list[str] = []
    for name in [name for kind in KINDS for name in package.related(part, kind, page)]:
        try:
            found += _texts_of(package.xml(name, page))
        except UnreadableDeck as error:
            if error.case is not Refusal.BROKEN_XML:
                raise
    return tuple(dict.fromkeys(words for text in found if (words := " ".join(text.split()))))


def _texts_of(root: etree._Element) -> Iterator[str]:
    for comment in root.iterfind(f"{P}cm"):
        yield comment.findtext(f"{P}text") or ""
    for comment in root.iterfind(f"{P188}cm"):
        for one in (comment, *comment.iterfind(f"{P188}replyLst/{P188}reply")):
            yield " ".join(line.text for line in lines_in(one.find(f"{P188}txBody")))
