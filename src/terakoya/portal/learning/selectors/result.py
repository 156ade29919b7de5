"""What the result of an attempt shows; what it may not tell is not put together at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from terakoya.courseware.draw import DrawnQuestion
from terakoya.courseware.inline import plain

from ..draws import Draw, read_draw
from ..explanation import SECONDS_A_QUESTION, Effort, Explanation, explanation_of
from ..models import Attempt
from ..review import FAILURES
from .exam import (
    READING,
    NumberedSlide,
    ShownChoice,
    ShownQuestion,
    as_html,
    numbered_slides,
)


@dataclass(frozen=True)
class ExplainedQuestion(ShownQuestion):
    """A question of a handed-in attempt; without the right choices it has the chosen ones alone."""

    short: str
    is_right: bool
    has_more: bool
    explanation: SafeString
    sources: tuple[str, ...]
    slides: tuple[NumberedSlide, ...]

    @property
    def has_readings(self) -> bool:
        """Whether a reading stands above one of its words, explanations included."""
        reasons = [self.explanation, *(choice.why for choice in self.choices)]
        return super().has_readings or any(READING in text for text in reasons)

    @property
    def has_reasons(self) -> bool:
        """Whether any choice says why it is right or not; those of own courses need not."""
        return any(choice.why for choice in self.choices)

    @property
    def cited(self) -> str:
        """What the question rests on, in one line."""
        return pgettext("between sources", "、").join(self.sources)

    @property
    def chosen(self) -> tuple[ShownChoice, ...]:
        """What was answered."""
        return tuple(choice for choice in self.choices if choice.is_chosen)

    @property
    def right_ones(self) -> tuple[ShownChoice, ...]:
        """What would have been right; empty where that is not told."""
        return tuple(choice for choice in self.choices if choice.is_right)


@dataclass(frozen=True)
class ToldRule:
    """A rule of passing, and the slides that teach what was wrong; none where that is not told."""

    sentence: SafeString
    slides: tuple[NumberedSlide, ...] = ()


@dataclass(frozen=True)
class ResultPage:
    """A handed-in attempt in one language; without explanations it has no questions.

    `rules` are the rules of passing that a failed attempt did not meet. Where nothing is told of
    its questions they are all the rules: which of them was not met would tell of an answer.
    """

    attempt: Attempt
    language: str
    points: int
    total: int
    needed: int
    effort: Effort
    explanation: Explanation
    to_review: tuple[ExplainedQuestion, ...]
    known: tuple[ExplainedQuestion, ...]
    has_rules: bool
    rules: tuple[ToldRule, ...]

    @property
    def rules_heading(self) -> str:
        """What the rules that are shown have to do with this attempt."""
        if self.explanation is Explanation.NOTHING:
            return _("正解の数のほかに、次の条件をすべて満たすと合格です。")
        return _("次の合格の条件を、まだ満たしていません。")

    @property
    def has_readings(self) -> bool:
        """Whether any reading can be shown."""
        return any(one.has_readings for one in (*self.to_review, *self.known))

    @property
    def lacking(self) -> int:
        """How many right answers were missing to pass."""
        return max(0, self.needed - self.points)

    @property
    def tells_right_ones(self) -> bool:
        """Whether the right choices are shown."""
        return self.explanation is Explanation.EVERYTHING

    @property
    def asks_for_review(self) -> bool:
        """Whether slides are to be looked at again before another attempt."""
        enrolment = self.attempt.enrolment
        return enrolment.review_from is not None and enrolment.completed_at is None

    @property
    def heading(self) -> str:
        """What has come of the attempt."""
        if not self.attempt.passed and not self.points:
            return _("今回は、正解がありませんでした")
        if not self.attempt.passed and not self.lacking:
            return _("正解の数は届きました。合格の条件が残っています")
        if not self.attempt.passed and self.has_rules:
            words = ngettext(
                "合格には、正解があと%(n)d問必要でした",
                "合格には、正解があと%(n)d問必要でした",
                self.lacking,
            )
            return words % {"n": self.lacking}
        if not self.attempt.passed:
            words = ngettext("あと%(n)d問で合格でした", "あと%(n)d問で合格でした", self.lacking)
            return words % {"n": self.lacking}
        return _("研修を修了しました")

    @property
    def advice(self) -> str:
        """What to do next; empty after passing, and where `why_unexplained` says it."""
        if self.attempt.passed:
            return ""
        if self.attempt.enrolment.completed_at:
            return _("すでに修了しています。結果にかかわらず、修了証はそのままです。")
        if self.explanation is Explanation.NOTHING:
            return ""
        return _(
            "下の解説で、間違えたところを確かめましょう。"
            "正解は、合格したあとに出ます。何度でも受けられます。"
            "%(n)d回不合格になったあとは、先にスライドを見直します。"
        ) % {"n": FAILURES}

    @property
    def why_unexplained(self) -> list[str]:
        """Why nothing is explained and how to get explanations; empty where there are some."""
        if self.explanation is not Explanation.NOTHING:
            return []
        effort = self.effort
        words = [_("半分以上の問題に答え、1問に%(n)d秒以上かけると、解説が出ます。")]
        if not effort.is_half_answered:
            words.append(_("この受験で答えたのは、%(total)d問中%(answered)d問でした。"))
        if not effort.is_unhurried:
            words.append(_("この受験にかけた時間は、%(seconds)d秒でした。"))
        words.append(_("迷う問題も、よく読んで、いちばん近いと思うものを選びましょう。"))
        values = {
            "n": SECONDS_A_QUESTION,
            "total": effort.asked,
            "answered": effort.answered,
            "seconds": int(effort.seconds),
        }
        return [sentence % values for sentence in words]


def result_page(attempt: Attempt, language: str) -> ResultPage:
    """A handed-in attempt with what may be told of it. No statement beyond the contents list."""
    draw = read_draw(attempt.draw)
    effort = effort_of(attempt, draw)
    explanation = explanation_of(
        effort,
        passed=bool(attempt.passed),
        completed=attempt.enrolment.completed_at is not None,
    )
    questions = _questions(attempt, draw, language, explanation)
    return ResultPage(
        attempt=attempt,
        language=draw.language_for(language),
        points=attempt.result["points"],
        total=attempt.result["total"],
        needed=draw.needed,
        effort=effort,
        explanation=explanation,
        to_review=tuple(one for one in questions if not one.is_right),
        known=tuple(one for one in questions if one.is_right),
        has_rules=bool(draw.must),
        rules=_rules(attempt, draw, language, explanation),
    )


def _rules(
    attempt: Attempt, draw: Draw, language: str, explanation: Explanation
) -> tuple[ToldRule, ...]:
    if attempt.passed:
        return ()
    sentences = [as_html(text) for text in draw.rules_in(language)]
    if explanation is Explanation.NOTHING:
        return tuple(map(ToldRule, sentences))
    right = attempt.result["right"]
    unmet = [rule for rule in draw.must if rule.place in attempt.result.get("unmet", ())]
    told = []
    for rule in unmet:
        wrong = [one for one in rule.questions if one not in right]
        slides = {slide for one in wrong for slide in draw.slides[one]}
        shown = numbered_slides(attempt.enrolment, language, slides)
        told.append(ToldRule(sentences[rule.place], shown))
    return tuple(told)


def effort_of(attempt: Attempt, draw: Draw) -> Effort:
    """What was done for an attempt, by the server's clock; an open one has taken no time."""
    until = attempt.submitted_at or attempt.started_at
    return Effort(
        answered=sum(bool(attempt.answers.get(one.id)) for one in draw.questions),
        asked=len(draw.questions),
        seconds=(until - attempt.started_at).total_seconds(),
    )


def _questions(
    attempt: Attempt, draw: Draw, language: str, explanation: Explanation
) -> list[ExplainedQuestion]:
    if explanation is Explanation.NOTHING:
        return []
    with_right_ones = explanation is Explanation.EVERYTHING
    return [
        _explained(attempt, draw, one, language, with_right_ones=with_right_ones)
        for one in draw.questions
    ]


def _explained(
    attempt: Attempt, draw: Draw, one: DrawnQuestion, language: str, *, with_right_ones: bool
) -> ExplainedQuestion:
    text = draw.texts_in(language)[one.id]
    chosen = set(attempt.answers.get(one.id, ()))
    told = [choice for choice in one.choices if with_right_ones or choice in chosen]
    return ExplainedQuestion(
        id=one.id,
        number=draw.number_of(one.id),
        kind=one.kind,
        scene=as_html(text.scene),
        text=as_html(text.text),
        short=plain(text.scene or text.text),
        choices=tuple(
            ShownChoice(
                id=choice,
                text=as_html(text.choices[choice].text),
                is_chosen=choice in chosen,
                is_right=with_right_ones and choice in one.correct,
                why=as_html(text.choices[choice].why),
            )
            for choice in told
        ),
        is_right=one.id in attempt.result["right"],
        has_more=bool(chosen) and chosen < set(one.correct),
        explanation=as_html(text.explanation if with_right_ones else ""),
        sources=text.sources if with_right_ones else (),
        slides=numbered_slides(attempt.enrolment, language, draw.slides[one.id]),
    )
