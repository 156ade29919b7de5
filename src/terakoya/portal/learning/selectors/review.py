"""What the player says of slides to look at again before another attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from ...catalogue.pages import RevisionTextView, TocSlide
from ..review_words import review_words


@dataclass(frozen=True)
class ReviewNote:
    """A sentence, and where it leads; without a link while this slide is to be looked at.

    `onward` is where 次へ leads; empty where it leads to the next slide of the course.
    """

    text: str
    onward: str = ""
    url: str = ""
    link: str = ""


def review_note(
    left: Mapping[str, float],
    text: RevisionTextView,
    slide: str,
    url_of: Callable[[str], str],
    test_url: str,
) -> ReviewNote:
    """What to say at a slide; `left` are the seconds that slides still ask for, in order."""
    words = review_words()
    following = _next_to_review(left, text, slide)
    onward = url_of(following.id) if following else ""
    if slide in left:
        return ReviewNote(words["reviewHere"].format(seconds=ceil(left[slide])), onward)
    if following:
        return ReviewNote(words["reviewNext"], onward, onward, following.title)
    return ReviewNote(words["reviewOver"], test_url, test_url, _("確認テストへ"))


def _next_to_review(
    left: Mapping[str, float], text: RevisionTextView, slide: str
) -> TocSlide | None:
    """The next slide to look at again behind a slide, or else the first; none but other ones."""
    at = [one.id for one in text.slides].index(slide)
    around = (*text.slides[at + 1 :], *text.slides[:at])
    return next((one for one in around if one.id in left), None)
