"""Questions of a file → the pool of a course.

A question with a known id, or with the words of a question of the base, is that question: what
the file does not tell of it (goal, slides, facts …) stays. Any other is new. Questions of the
base that the file does not hold are gone: the file is the pool.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ....inline import links_of
from ....model import Choice, Course, Question, TestPool
from ....text.alignment import SURELY_ALIKE, folded, text_likeness
from ....variables import filled, values_of
from ...xlsx.reading.choice_ids import choice_ids
from ...xlsx.reading.choice_limit import quoted, within_limit
from ...xlsx.reading.confirmation import ReadTest
from ...xlsx.reading.grid import Cell
from ...xlsx.reading.ids import Ids
from ...xlsx.reading.marks import Marks
from ...xlsx.reading.notices import Notice, Refusal, Remark, UnreadableSheet
from ...xlsx.reading.opening import minted
from ...xlsx.reading.question_changes import change_notices, grouped_changes
from ...xlsx.reading.question_identity import LIKE
from ...xlsx.reading.question_placement import KINDS, Names, QuestionPlacement
from ...xlsx.writing.confirmation.plan import LETTERS
from ...xlsx.writing.words import words_of
from .draft import Draft, DraftChoice, refuse_too_many
from .former_words import FormerWords, missing_choices
from .gone_reasons import GoneReasons, gone_notices, gone_reasons
from .pool_notices import equal_questions, unknown_tags, with_one_for_slides, without_questions
from .stray_marks import wide_notices, widened
from .unread_choices import refuse_unread_choices, unread_choices

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_QUOTED = 40  # characters of a question that a notice quotes
# The field that a remark about what a question serves is about.
_FIELDS = {
    Remark.UNKNOWN_SLIDE: "slides",
    Remark.SLIDE_GUESSED: "slides",
    Remark.NO_SLIDE: "slides",
    Remark.UNKNOWN_FACT: "facts",
}
_HIDDEN = ("goal", "topic", "slides", "facts", "tags", "source_hash")


def assemble(
    drafts: Sequence[Draft],
    base: Course,
    language: str,
    notices: Sequence[Notice],
    values: Mapping[str, str] | None = None,
    former: Course | None = None,
) -> ReadTest:
    """The pool that the drafts make, in one language of the base; `former` as in
    `QuestionPlacement`."""
    if not drafts:
        raise without_questions(notices)
    refuse_too_many(len(drafts))
    return _Assembly(base, language, list(notices), values, former).run(drafts)


class _Assembly:
    def __init__(
        self,
        base: Course,
        language: str,
        notices: list[Notice],
        values: Mapping[str, str] | None,
        former: Course | None,
    ) -> None:
        self.language, self.notices = language, notices
        self.base = base.text(language).test
        self.values = values_of(base, language, values)
        self.marks = Marks(Ids(), self.values)
        self.homes = QuestionPlacement(base, language, self.marks.shown, former)
        self.goal_names = [one.text.get(language, one.id) for one in base.meta.goals]
        self.known = {question.id: question for question in self.base.questions}
        self.tags = {part.tag for part in base.meta.blueprint if part.tag}
        self.tags |= {tag for question in self.base.questions for tag in question.tags}
        self.taken = set(self.known)
        self.gone: list[GoneReasons] = []
        self.wide: dict[str, str] = {}  # texts that had stray marks, by their questions

    def run(self, drafts: Sequence[Draft]) -> ReadTest:
        readable = [draft for draft in drafts if self._is_readable(draft)]
        ids = self._identify(readable)
        before = [self.known.get(name) for name in ids]
        refuse_unread_choices(list(zip(readable, before, strict=True)), self.marks.shown)
        found = [self._taken(draft, name) for draft, name in zip(readable, ids, strict=True)]
        questions = tuple(one for one in found if one is not None)
        if not questions:
            raise self._without_whole_questions(len(drafts))
        pool = self.base.model_copy(update={"questions": questions})
        test = TestPool.model_validate(pool.model_dump())
        self.notices += [*unknown_tags(readable, self.tags), *equal_questions(readable)]
        self.notices += [*gone_notices(self.gone), *wide_notices(self.wide)]
        told = with_one_for_slides(grouped_changes(self.notices))
        return ReadTest(self.language, test, tuple(told))

    def _without_whole_questions(self, count: int) -> UnreadableSheet:
        told = Counter(one.remark for one in self.notices)
        return UnreadableSheet(
            Refusal.NO_WHOLE_QUESTIONS,
            count=count,
            without_text=told[Remark.QUESTION_WITHOUT_TEXT],
            few_choices=told[Remark.QUESTION_WITHOUT_CHOICES],
        )

    def _note(self, remark: Remark, draft: Draft, field: str = "", **values: str) -> None:
        self.notices.append(Notice(remark, draft.place_of(field), values))

    def _is_readable(self, draft: Draft) -> bool:
        """Whether a question has its parts, or the course knows by its id what it was."""
        return draft.fault is not None or draft.id in self.known or self._is_whole(draft)

    def _is_whole(self, draft: Draft) -> bool:
        if _has_parts(draft):
            return True
        if not draft.text:
            self._note(Remark.QUESTION_WITHOUT_TEXT, draft, text=_begin(_words_of(draft)))
        else:
            self._note(Remark.QUESTION_WITHOUT_CHOICES, draft, text=_begin(draft.text))
        return False

    # -- which question it is

    def _identify(self, drafts: Sequence[Draft]) -> list[str]:
        """The id of each: a known one it names, that of its words, the one it names, a new one."""
        named: list[str] = []
        for draft in drafts:
            name = draft.id if _ID.fullmatch(draft.id) and len(draft.id) <= 64 else ""
            if name and name in named:
                self._note(Remark.DOUBLE_ID, draft, "id", name=name)
                name = ""
            named.append(name)
        free = {key: self._words(q) for key, q in self.known.items() if key not in named}
        self.taken.update(named)
        ids = []
        for draft, name in zip(drafts, named, strict=True):
            known = name if name in self.known else self._by_likeness(draft, free)
            is_new = draft.fault is None  # else nobody knows what it asks
            ids.append(known or name or (minted("q-new", self.taken) if is_new else ""))
        return ids

    def _by_likeness(self, draft: Draft, free: dict[str, str]) -> str:
        words = self.marks.shown(_words_of(draft))
        scores = {key: text_likeness(text, words) for key, text in free.items()}
        best = max(scores, key=lambda key: scores[key], default="")
        if not best or scores[best] < LIKE:
            return ""
        del free[best]
        return best

    def _words(self, question: Question) -> str:
        texts = (question.scene, question.text, *(choice.text for choice in question.choices))
        return "\n".join(self.marks.shown(text) for text in texts)

    # -- the question

    def _taken(self, draft: Draft, name: str) -> Question | None:
        """The question that a draft makes; the former one, or none, where it cannot be read."""
        before = self.known.get(name)
        if draft.fault is not None:
            return self._kept(draft, before, draft.fault)
        if before is not None and not _has_parts(draft):
            return self._kept(draft, before, Remark.INCOMPLETE_KEPT)
        if before is not None and (lost := missing_choices(draft, before, self.marks.shown)):
            return self._kept(draft, before, Remark.ROW_CUT, texts=quoted(lost))
        if before is not None and (unread := unread_choices(draft, before, self.marks.shown)):
            texts, names = quoted(list(unread.values())), quoted(list(unread))
            return self._kept(draft, before, Remark.CHOICE_UNREAD, texts=texts, headings=names)
        words = FormerWords(draft, before, self.marks.shown)
        draft, stray = widened(words.taken())
        if stray:
            self.wide[draft.place] = stray[0]
        self.notices += words.notices
        return self._question(draft, before, name) if self._is_whole(draft) else before

    def _kept(
        self, draft: Draft, before: Question | None, remark: Remark, **values: str
    ) -> Question | None:
        if before is None and draft.text:
            self._note(Remark.ROW_LEFT_OUT, draft, text=_begin(draft.text))
        elif before is not None:
            self._note(remark, draft, text=_begin(self.marks.shown(before.text)), **values)
        return before

    def _question(self, draft: Draft, before: Question | None, name: str) -> Question:
        if before is not None:
            draft = self._with_scene(draft, before)
        self._tell_equal_choices(draft)
        choices = self._with_right(draft, before, self._choices(draft, before))
        texts = {
            part: self._worded(getattr(draft, part), getattr(before, part, ""))
            for part in ("scene", "text", "explanation")
        }
        own = {
            "id": name,
            "kind": self._kind(draft, before, choices),
            "choices": [one.model_dump() for one in choices],
        }
        question = Question.model_validate({**self._served(draft, before), **texts, **own})
        if before is not None and draft.explanation is None:
            self._tell_kept_reasons(draft, before, choices)
            if "explanation" in draft.unsaid and before.explanation:
                kept = self.marks.shown(before.explanation)
                self._note(Remark.ROW_SHORT, draft, text=_begin(kept))
        elif before is not None:
            shown, cite = self.marks.shown, self.homes.cite
            self.notices += change_notices(draft.place, before, question, shown, cite)
        if before is not None:
            self.gone += gone_reasons(draft.place, before, question, self.marks.shown)
        return question

    def _with_scene(self, draft: Draft, before: Question) -> Draft:
        """A draft with the scene that its file has in front of the question, not marked as one."""
        lines = draft.text.split("\n")
        if draft.scene or not before.scene or len(lines) < 2:
            return draft
        wanted = self.marks.shown(before.scene), self.marks.shown(before.text)
        for at in range(1, len(lines)):
            parts = "\n".join(lines[:at]), "\n".join(lines[at:])
            if all(map(_is_surely_like, map(self.marks.shown, parts), wanted)):
                return replace(draft, scene=parts[0], text=parts[1])
        return draft

    def _tell_equal_choices(self, draft: Draft) -> None:
        """A notice where a learner could not tell two choices from each other."""
        count = Counter(folded(one.text) for one in draft.choices)
        equal = {folded(one.text): one.text for one in draft.choices if count[folded(one.text)] > 1}
        if equal:
            self._note(Remark.EQUAL_CHOICES, draft, texts=quoted(list(equal.values())))

    def _tell_kept_reasons(self, draft: Draft, before: Question, choices: list[Choice]) -> None:
        """A notice where reasons stay beside choices or answers that are others now."""
        known = {(one.text, one.correct) for one in before.choices}
        has_reasons = bool(before.explanation) or any(one.why for one in choices)
        has_answer = any(one.correct for one in choices)  # else a notice says so
        if (
            has_answer
            and has_reasons
            and any((one.text, one.correct) not in known for one in choices)
        ):
            self._note(Remark.REASONS_KEPT, draft)

    def _worded(self, text: str | None, before: str) -> str:
        """A text of the file; where it says what the course said, letter by letter that."""
        if text is None:
            return before
        if before and text == _folded(filled(before, self.values)):
            return before
        if "**" in text or "{" in text or links_of(text):
            return text
        return self.marks.restored(("", "", ""), Cell(text), before)

    def _kind(self, draft: Draft, before: Question | None, choices: list[Choice]) -> str:
        right = sum(choice.correct for choice in choices)
        stated = draft.kind if draft.kind in KINDS else ""
        if draft.kind and not stated:
            known = quoted([words_of(self.language)[f"kind_{one}"] for one in KINDS])
            self._note(Remark.UNKNOWN_KIND, draft, "kind", name=draft.kind, known=known)
        kind = stated or (before.kind if before else "")
        kind = kind or ("scene" if draft.scene else "multiple" if right > 1 else "single")
        if draft.answer and right:
            right_words = quoted([self.marks.shown(one.text) for one in choices if one.correct])
            self._note(Remark.RIGHT_KEPT, draft, "right", name=draft.answer, texts=right_words)
        elif right == 0 and draft.answer:
            self._note(Remark.UNKNOWN_RIGHT, draft, "right", name=draft.answer)
        elif right == 0:
            self._note(draft.unanswered, draft, "right")
        if right > 1 and kind != "multiple":
            self._note(Remark.NOW_MULTIPLE, draft)
            kind = "multiple"
        if kind == "scene" and not draft.scene:
            self._note(Remark.NO_SCENE, draft, "scene")
        return kind

    def _choices(self, draft: Draft, before: Question | None) -> list[Choice]:
        given = self._kept_choices(draft)
        known = {one.id: one for one in before.choices} if before else {}
        words = {name: _folded(filled(one.text, self.values)) for name, one in known.items()}
        # A table shows a choice without the marks of its words.
        plain = {self.marks.shown(one.text): words[name] for name, one in known.items()}
        in_order = [*known, *[""] * len(given)]
        ids = choice_ids(
            [
                (in_order[at], LETTERS[at], plain.get(one.text, one.text))
                for at, one in enumerate(given)
            ],
            words,
        )
        return [
            Choice(
                id=name,
                text=self._worded(one.text, known[name].text if name in known else ""),
                why=self._worded(one.why, known[name].why if name in known else ""),
                correct=one.correct,
            )
            for one, name in zip(given, ids, strict=True)
        ]

    def _with_right(
        self, draft: Draft, before: Question | None, choices: list[Choice]
    ) -> list[Choice]:
        """Choices with the right ones of before, where the answer names none and all are there."""
        if before is None or not draft.answer:
            return choices
        here = {one.id: self.marks.shown(one.text) for one in choices}
        right = {one.id: self.marks.shown(one.text) for one in before.choices if one.correct}
        if not all(_is_surely_like(here.get(name, ""), text) for name, text in right.items()):
            return choices
        return [one.model_copy(update={"correct": one.id in right}) for one in choices]

    def _kept_choices(self, draft: Draft) -> list[DraftChoice]:
        """As many choices as a question has room for: right ones before wrong ones, in order."""
        kept, cut = within_limit(draft.choices, [one.correct for one in draft.choices])
        if cut:
            self._note(Remark.TOO_MANY_CHOICES, draft, texts=quoted([one.text for one in cut]))
        return kept

    # -- what it serves

    def _served(self, draft: Draft, before: Question | None) -> dict[str, object]:
        goal = self._named(draft, "goal", self.homes.goals, self.goal_names)
        topic = self._named(draft, "topic", self.homes.topics, self.homes.topic_names)
        tags = [tag for tag in draft.tags or () if tag in self.tags]
        if before is not None:
            served = self._served_before(draft, before)
            served |= {"goal": goal} if goal else {}
            served |= {"topic": topic} if topic else {}
            if tags or (draft.tags is not None and draft.slides):
                served["tags"] = tags
            return served
        words = "\n".join([draft.scene, draft.text, draft.explanation or ""])
        home, notices = self.homes.home(
            draft.place, words, goal=goal, topic=topic, slides=draft.slides, facts=draft.facts
        )
        self.notices += [
            replace(one, place=draft.place_of(_FIELDS.get(one.remark, ""))) for one in notices
        ]
        return home | {"tags": tags}

    def _served_before(self, draft: Draft, before: Question) -> dict[str, object]:
        """What a known question serves: slides and facts that the file names, else its own."""
        served = {name: getattr(before, name) for name in _HIDDEN}
        for field, known, remark in (
            ("slides", self.homes.slides, Remark.UNKNOWN_SLIDE),
            ("facts", self.homes.facts, Remark.UNKNOWN_FACT),
        ):
            found: list[str] = []
            for name in getattr(draft, field):
                one = known.find(name)
                if not one:
                    self._note(remark, draft, field, name=name)
                elif one not in found:
                    found.append(one)
            served |= {field: found} if found else {}
        return served

    def _named(self, draft: Draft, field: str, known: Names, names: Sequence[str]) -> str:
        """The id of a goal or topic by its words or id; `names` are the words of all."""
        name: str = getattr(draft, field)
        if not name:
            return ""
        found = known.find(name)
        if not found:
            remark = Remark(f"unknown-{field}")
            self._note(remark, draft, field, name=name, known=quoted(names))
        return found


def _words_of(draft: Draft) -> str:
    """All that a question of a file asks."""
    words = (draft.scene, draft.text, *(one.text for one in draft.choices))
    return "\n".join(text for text in words if text) or (
        draft.explanation or draft.id or draft.topic
    )


def _has_parts(draft: Draft) -> bool:
    return bool(draft.text) and len(draft.choices) > 1


def _begin(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


def _is_surely_like(one: str, other: str) -> bool:
    return text_likeness(one, other) >= SURELY_ALIKE


def _folded(text: str) -> str:
    """A text as HTML gives it back: blanks joined, none at the ends of lines."""
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(lines).strip()
