"""The rail of the player: chapters with their slides, then the test and the certificate."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class RailSlide:
    """A slide in the rail; `state` is done, open or locked."""

    id: str
    title: str
    url: str
    state: str
    is_current: bool
    time: str

    @property
    def symbol(self) -> str:
        """The picture beside it."""
        return "current" if self.is_current and self.state != "done" else self.state

    @property
    def word(self) -> str:
        """What the picture says, for those who do not see it."""
        if self.is_current:
            return _("（表示中）") + self._state_in_words()
        return self._state_in_words() or _("（未受講）")

    def _state_in_words(self) -> str:
        if self.state == "done":
            return _("（完了）")
        return _("（前のスライドを終えると開きます）") if self.state == "locked" else ""


@dataclass(frozen=True)
class RailChapter:
    """A chapter in the rail."""

    title: str
    slides: tuple[RailSlide, ...]

    @property
    def done(self) -> int:
        """How many of its slides are done."""
        return sum(slide.state == "done" for slide in self.slides)

    @property
    def is_current(self) -> bool:
        """Whether it holds the slide on the screen."""
        return any(slide.is_current for slide in self.slides)


@dataclass(frozen=True)
class RailEnd:
    """What follows the slides: the test, the certificate; `url` is empty while it is locked."""

    url: str
    state: str
    symbol: str
    word: str


def rail_test(url: str, *, is_completed: bool, may_take: bool) -> RailEnd:
    """The confirmation test in the rail."""
    if is_completed:
        return RailEnd(url if may_take else "", "done", "done", _("（完了）"))
    if may_take:
        return RailEnd(url, "open", "open", "")
    return RailEnd("", "locked", "locked", _("（すべてのスライドを終えると開きます）"))


def rail_certificate(url: str, *, has_test: bool = True) -> RailEnd:
    """The certificate in the rail; `url` is empty before the completion."""
    if url:
        return RailEnd(url, "open", "award", "")
    if not has_test:
        return RailEnd("", "locked", "locked", _("（すべてのスライドを終えると開きます）"))
    return RailEnd("", "locked", "locked", _("（確認テストに合格すると開きます）"))
