"""Edits of a course as a person would make them, chosen by numbers so that they shrink well.

`edited(edition, edit)` makes one edit in all languages that it concerns and keeps the course whole;
an edit that the course cannot take (a fourth choice out of two) changes nothing. `edits(…)` is
the Hypothesis strategy. Nothing here knows how `merge` works.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from terakoya.courseware.edition import Edition, EditionSettings, Hidden
from terakoya.courseware.fields import with_fields
from terakoya.courseware.model import Chapter, Course, CourseText, Part
from terakoya.courseware.revision import part_hash, picture_names, slide_hash

WORDS = (
    "新しい一文です。",
    "相談窓口に、その日のうちに知らせます。",
    "記録を残して、二人で対応します。",
    "社内の規程も見てください。",
    "x",
    "A new sentence for everyone.",
)


@dataclass(frozen=True)
class Edit:
    """What to do (`op`), where (`at`, `into`: taken modulo what there is), with which words."""

    op: str
    at: int
    into: int
    word: int
    translated: bool


def edits(
    ops: Sequence[str] | None = None, most: int = 4, reach: int = 40
) -> st.SearchStrategy[list[Edit]]:
    """Some edits, one after the other. With a small `reach` two sides meet in the same place."""
    small = st.integers(0, reach)
    one = st.builds(
        Edit,
        st.sampled_from(list(ops or OPS)),
        small,
        small,
        st.integers(0, len(WORDS) - 1),
        st.booleans(),
    )
    return st.lists(one, max_size=most)


def all_edited(edition: Edition, chosen: Sequence[Edit]) -> Edition:
    """The edition after all edits, with facts and pictures as a folder would hold them."""
    before = edition
    for edit in chosen:
        edition = {**OPS, **RAGGED_OPS}[edit.op](edition, edit)
    return _whole(edition, before) if edition is not before else before


# -- ways into the course -------------------------------------------------------------------

Change = Callable[[Any, str], Any]


def with_texts(edition: Edition, change: Callable[[CourseText], CourseText]) -> Edition:
    """Every language changed."""
    course = edition.course
    texts = tuple(change(text) for text in course.texts)
    return edition.model_copy(update={"course": course.model_copy(update={"texts": texts})})


def _with_chapters(
    edition: Edition, change: Callable[[tuple[Chapter, ...]], tuple[Chapter, ...]]
) -> Edition:
    return with_texts(
        edition, lambda text: text.model_copy(update={"chapters": change(text.chapters)})
    )


def _parts(course: Course) -> list[tuple[str, str]]:
    """Slides, items and questions, by kind and id."""
    text = course.source
    return [
        *(("slide", slide.id) for _, slide in text.every_slide()),
        *(("item", item.id) for item in text.survey.items),
        *(("question", question.id) for question in text.test.questions),
    ]


def _change_part(edition: Edition, part_id: str, change: Change) -> Edition:
    """The part changed in every language; nothing at all where one of them does not validate."""

    def one(part: Any, language: str) -> Any:
        plain = part.model_dump(mode="json")
        return type(part).model_validate(change(plain, language) or plain)

    try:
        return change_parts(edition, part_id, one)
    except ValidationError:
        return edition


def change_parts(edition: Edition, part_id: str, change: Change) -> Edition:
    """The part of that id, changed as a part, in every language."""

    def one(part: Any, language: str) -> Any:
        return change(part, language) if part.id == part_id else part

    def of_text(text: CourseText) -> CourseText:
        def chapter(one_chapter: Chapter) -> Chapter:
            slides = tuple(one(slide, text.language) for slide in one_chapter.slides)
            return one_chapter.model_copy(update={"slides": slides})

        items = tuple(one(item, text.language) for item in text.survey.items)
        questions = tuple(one(question, text.language) for question in text.test.questions)
        return text.model_copy(
            update={
                "chapters": tuple(map(chapter, text.chapters)),
                "bank": tuple(map(chapter, text.bank)),
                "survey": text.survey.model_copy(update={"items": items}),
                "test": text.test.model_copy(update={"questions": questions}),
            }
        )

    return with_texts(edition, of_text)


def _source_part(course: Course, part_id: str) -> dict[str, Any]:
    text = course.source
    parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
    return next(part for part in parts if part.id == part_id).model_dump(mode="json")


TEXTS = {
    "title", "kicker", "point", "subtitle", "meta", "source", "alarm", "quote", "demand", "manner",
    "action", "bubble", "answer_title", "premise", "police_110", "text", "help", "explanation",
    "scene", "corner", "harm", "frequency", "question",
}  # fmt: skip
TEXT_LISTS = {"narration", "answer_narration", "lead", "promises"}
PART_LISTS = {"items", "rows", "steps", "choices", "groups", "glosses"}
_LISTS = sorted(TEXT_LISTS | PART_LISTS)


def _text_paths(plain: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """Every text of a part: at its top, in its lists, in the elements of its lists."""
    paths: list[tuple[str | int, ...]] = []
    for name, value in plain.items():
        if name in TEXTS | TEXT_LISTS and isinstance(value, str):
            paths.append((name,))
        elif name in TEXT_LISTS:
            paths += [(name, number) for number in range(len(value))]
        elif name in PART_LISTS:
            paths += [
                (name, number, key)
                for number, element in enumerate(value)
                for key in ("head", "text", "why", "term", "who")
                if isinstance(element, dict) and key in element
            ]
        elif name in ("left", "right"):
            paths += [(name, "head"), *((name, "points", n) for n in range(len(value["points"])))]
    return paths


# -- the edits ------------------------------------------------------------------------------


def edit_text(edition: Edition, edit: Edit) -> Edition:
    """Rewrite one text; without `translated` only in the source language."""
    part_id = _parts(edition.course)[edit.at % len(_parts(edition.course))][1]
    paths = _text_paths(_source_part(edition.course, part_id))
    path = paths[edit.into % len(paths)]

    def change(plain: dict[str, Any], language: str) -> None:
        if language != edition.course.meta.languages[0] and not edit.translated:
            return
        if path not in _text_paths(plain):
            return
        _put(plain, path, f"{WORDS[edit.word]}{'' if language == 'ja' else ' (en)'}")

    return _accepted(_change_part(edition, part_id, change), part_id, edit)


def rewrite_part(edition: Edition, edit: Edit) -> Edition:
    """Rewrite every text of a part; without `translated` only in the source language."""
    part_id = _parts(edition.course)[edit.at % len(_parts(edition.course))][1]
    paths = _text_paths(_source_part(edition.course, part_id))

    def change(plain: dict[str, Any], language: str) -> None:
        if language != edition.course.meta.languages[0] and not edit.translated:
            return
        for number, path in enumerate(paths):
            if path in _text_paths(plain):
                _put(plain, path, f"{WORDS[edit.word]} {edit.into}-{number} ({language})")

    return _accepted(_change_part(edition, part_id, change), part_id, edit)


def _put(plain: dict[str, Any], path: tuple[str | int, ...], text: str) -> None:
    at: Any = plain
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = text


def edit_list(edition: Edition, edit: Edit) -> Edition:
    """Put in, take out, or move one element of a list, in every language."""
    part_id = _parts(edition.course)[edit.at % len(_parts(edition.course))][1]
    source = _source_part(edition.course, part_id)
    names = [name for name in _LISTS if isinstance(source.get(name), list)]
    if not names:
        return edition
    name = names[edit.into % len(names)]

    def change(plain: dict[str, Any], language: str) -> None:
        if name not in plain:
            return
        values = plain[name]
        place = edit.word % (len(values) + 1)
        kind = (edit.at + edit.word) % 3
        if kind == 0 or not values:
            new: Any = WORDS[edit.into % len(WORDS)] + language
            if name in PART_LISTS:
                if not values or isinstance(values[0], str):
                    return
                new = {**values[0], **_new_texts(values[0], new)}
                new.pop("correct", None)
            values.insert(place, new)
        elif kind == 1:
            values.pop(edit.into % len(values))
        else:
            values.insert(place % len(values), values.pop(edit.into % len(values)))
        if name == "choices":
            plain[name] = [{**one, "id": "abcdefgh"[n]} for n, one in enumerate(values)]

    changed = _change_part(edition, part_id, change)
    return changed if _right(_source_part(changed.course, part_id)) else edition


def _new_texts(element: dict[str, Any], text: str) -> dict[str, str]:
    return {key: text for key in ("head", "text", "why", "term", "name", "who") if key in element}


def _right(plain: dict[str, Any]) -> bool:
    """Whether a question or case has the right answers that its kind asks for."""
    if "choices" not in plain:
        return True
    right = sum(bool(choice["correct"]) for choice in plain["choices"])
    alone = plain.get("kind") in ("single", "truefalse", "scene")
    return right == 1 if alone else right > 0


def edit_structure(edition: Edition, edit: Edit) -> Edition:
    """Another goal, other facts, legally required or not, another right answer."""
    part_id = _parts(edition.course)[edit.at % len(_parts(edition.course))][1]
    goals = [goal.id for goal in edition.course.meta.goals]
    facts = [fact.id for fact in edition.course.facts]

    def change(plain: dict[str, Any], _: str) -> None:
        if "goal" in plain and edit.word % 3 == 0:
            plain["goal"] = goals[edit.into % len(goals)]
        elif "facts" in plain and facts and edit.word % 3 == 1:
            fact = facts[edit.into % len(facts)]
            has = fact in plain["facts"]
            plain["facts"] = (
                [one for one in plain["facts"] if one != fact] if has else [*plain["facts"], fact]
            )
        elif "choices" in plain:
            at = edit.into % len(plain["choices"])
            for number, choice in enumerate(plain["choices"]):
                choice["correct"] = number == at
        elif "required" in plain:
            plain["required"] = "legal" if plain["required"] == "none" else "none"

    return _accepted(_change_part(edition, part_id, change), part_id, edit)


def change_layout(edition: Edition, edit: Edit) -> Edition:
    """A slide becomes one of another layout, its words kept as far as they go."""
    slides = [slide.id for _, slide in edition.course.source.slides()]
    part_id = slides[edit.at % len(slides)]

    def of_text(text: CourseText) -> CourseText:
        def chapter(one: Chapter) -> Chapter:
            return Chapter.model_validate(
                {
                    **one.model_dump(mode="json", exclude={"slides"}),
                    "slides": tuple(
                        slide if slide.id != part_id else _as_bullets(slide) for slide in one.slides
                    ),
                }
            )

        return text.model_copy(update={"chapters": tuple(map(chapter, text.chapters))})

    return with_texts(edition, of_text)


def _as_bullets(slide: Any) -> dict[str, Any]:
    head = {"id", "goal", "facts", "required", "kicker", "title", "point", "narration"}
    heads = [{"head": f"{n}", "text": slide.title} for n in "123"]
    return {**slide.model_dump(mode="json", include=head), "layout": "bullets", "items": heads}


def remove_slide(edition: Edition, edit: Edit) -> Edition:
    """Take a slide out of the course."""
    slides = [slide.id for _, slide in edition.course.source.every_slide()]
    if len(slides) < 3:
        return edition
    return without_slide(edition, slides[edit.at % len(slides)])


def without_slide(edition: Edition, slide_id: str) -> Edition:
    """Without a slide, in every language."""

    def of_chapters(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        return tuple(
            one.model_copy(update={"slides": tuple(s for s in one.slides if s.id != slide_id)})
            for one in chapters
        )

    return with_texts(
        edition,
        lambda text: text.model_copy(
            update={"chapters": of_chapters(text.chapters), "bank": of_chapters(text.bank)}
        ),
    )


def without_sheets(edition: Edition, gone: Collection[str]) -> Edition:
    """Without some slides, the names that questions have for them, and their pictures."""
    before = edition
    for slide in sorted(gone):
        edition = without_slide(edition, slide)
    return _whole(edition, before)


def put_slide(edition: Edition, chapter_at: int, place: int, slides: dict[str, Any]) -> Edition:
    """With a slide (one for each language) put into a chapter."""

    def of_text(text: CourseText) -> CourseText:
        at = chapter_at % len(text.chapters)
        chapters = list(text.chapters)
        there = list(chapters[at].slides)
        there.insert(place % (len(there) + 1), slides[text.language])
        chapters[at] = chapters[at].model_copy(update={"slides": tuple(there)})
        return text.model_copy(update={"chapters": tuple(chapters)})

    return with_texts(edition, of_text)


def move_slide(edition: Edition, edit: Edit) -> Edition:
    """Take a slide elsewhere, perhaps into another chapter; a slide of the bank into the course."""
    slides = [slide.id for _, slide in edition.course.source.every_slide()]
    slide_id = slides[edit.at % len(slides)]
    tongues = {
        text.language: next(s for _, s in text.every_slide() if s.id == slide_id).model_copy(
            update={"suits": None}
        )
        for text in edition.course.texts
    }
    return put_slide(without_slide(edition, slide_id), edit.into, edit.word, tongues)


def add_slide(edition: Edition, edit: Edit) -> Edition:
    """A copy of a slide under a new id; two sides may come upon the same id."""
    slides = [slide.id for _, slide in edition.course.source.every_slide()]
    slide_id, new_id = slides[edit.at % len(slides)], f"new-{edit.word}"
    if new_id in {part_id for _, part_id in _parts(edition.course)}:
        return edition
    tongues = {}
    for text in edition.course.texts:
        slide = next(s for _, s in text.every_slide() if s.id == slide_id)
        words = {"id": new_id, "title": f"{slide.title}{edit.at % 3}", "suits": None}
        tongues[text.language] = slide.model_copy(update=words)
    return put_slide(edition, edit.into, edit.at, tongues)


def move_chapter(edition: Edition, edit: Edit) -> Edition:
    """Another order of the chapters."""

    def change(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        rest = list(chapters)
        one = rest.pop(edit.at % len(rest))
        rest.insert(edit.into % (len(rest) + 1), one)
        return tuple(rest)

    return _with_chapters(edition, change)


def add_chapter(edition: Edition, edit: Edit) -> Edition:
    """An empty chapter at some place, or another title for one that is there."""

    def change(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        at = edit.into % len(chapters)
        title = WORDS[edit.word]
        name = f"new-chapter-{edit.at % 2}"
        if edit.translated or name in {one.id for one in chapters}:
            one = chapters[at].model_copy(update={"title": title})
            return (*chapters[:at], one, *chapters[at + 1 :])
        return (*chapters[:at], Chapter(id=name, title=title), *chapters[at:])

    return _with_chapters(edition, change)


def remove_chapter(edition: Edition, edit: Edit) -> Edition:
    """A chapter goes with all its slides."""
    at = edit.at % len(edition.course.source.chapters)
    if len(edition.course.source.chapters) < 2:
        return edition
    return _with_chapters(edition, lambda chapters: (*chapters[:at], *chapters[at + 1 :]))


def hide_slide(edition: Edition, edit: Edit) -> Edition:
    """Hide a slide, or show it again."""
    slides = [slide.id for _, slide in edition.course.source.slides()]
    if not slides:
        return edition
    slide_id = slides[edit.at % len(slides)]
    hidden = tuple(one for one in edition.settings.hidden if one.slide != slide_id)
    if len(hidden) == len(edition.settings.hidden):
        hidden = (*hidden, Hidden(slide=slide_id, reason=WORDS[edit.word]))
    return edition.model_copy(
        update={"settings": edition.settings.model_copy(update={"hidden": hidden})}
    )


def set_variable(edition: Edition, edit: Edit) -> Edition:
    """Fill in a company variable."""
    keys = [variable.key for variable in edition.course.meta.variables]
    values = {
        **edition.settings.variables,
        keys[edit.at % len(keys)]: {"ja": WORDS[edit.word], "en": WORDS[edit.into % len(WORDS)]},
    }
    settings = EditionSettings.model_validate(
        {**edition.settings.model_dump(), "variables": values}
    )
    return edition.model_copy(update={"settings": settings})


def edit_questions(edition: Edition, edit: Edit) -> Edition:
    """Add, remove or move a question."""
    return _change_sheet(edition, edit, "test", "questions")


def edit_items(edition: Edition, edit: Edit) -> Edition:
    """Add, remove or move a survey item."""
    return _change_sheet(edition, edit, "survey", "items")


def _change_sheet(edition: Edition, edit: Edit, sheet: str, name: str) -> Edition:
    ids = {part_id for _, part_id in _parts(edition.course)}
    new_id = f"new-{edit.word}"

    def of_text(text: CourseText) -> CourseText:
        entries = list(getattr(getattr(text, sheet), name))
        kind = edit.into % 3
        at = edit.at % len(entries)
        if kind == 0 and new_id not in ids:
            words = {"id": new_id, "text": f"{entries[at].text}{edit.at % 2}"}
            entries.insert(edit.into % len(entries), entries[at].model_copy(update=words))
        elif kind == 1 and len(entries) > 1:
            entries.pop(at)
        else:
            entries.insert(edit.into % len(entries), entries.pop(at))
        head = getattr(text, sheet).model_copy(update={name: tuple(entries)})
        return text.model_copy(update={sheet: head})

    return with_texts(edition, of_text)


def edit_head(edition: Edition, edit: Edit) -> Edition:
    """Title, minutes, pass mark, blueprint, a goal's text, the survey's introduction, a fact."""
    course = edition.course
    plain = course.meta.model_dump(mode="json")
    kind = edit.at % 7
    if kind == 0:
        plain["title"]["ja"] = WORDS[edit.word]
    elif kind == 1:
        plain["pass_mark"] = edit.into
    elif kind == 2:
        plain["minutes"]["test"] = edit.into
    elif kind == 3:
        plain["blueprint"][edit.word % len(plain["blueprint"])]["take"] = edit.into + 1
    elif kind == 4:
        goal = plain["goals"][edit.into % len(plain["goals"])]
        goal["text"] = {**goal["text"], "ja": WORDS[edit.word]}
    elif kind == 5:
        return with_texts(
            edition,
            lambda text: text.model_copy(
                update={
                    "survey": text.survey.model_copy(
                        update={"intro": (*text.survey.intro, WORDS[edit.word])}
                    )
                }
            ),
        )
    elif course.facts:
        at = edit.into % len(course.facts)
        fact = course.facts[at]
        words = fact.model_copy(update={"statement": {**fact.statement, "ja": WORDS[edit.word]}})
        facts = (*course.facts[:at], words, *course.facts[at + 1 :])
        return edition.model_copy(update={"course": course.model_copy(update={"facts": facts})})
    meta: Part = type(course.meta).model_validate(plain)
    return edition.model_copy(update={"course": course.model_copy(update={"meta": meta})})


OPS: dict[str, Callable[[Edition, Edit], Edition]] = {
    "edit text": edit_text,
    "edit list": edit_list,
    "edit structure": edit_structure,
    "change layout": change_layout,
    "remove slide": remove_slide,
    "move slide": move_slide,
    "add slide": add_slide,
    "move chapter": move_chapter,
    "add chapter": add_chapter,
    "remove chapter": remove_chapter,
    "hide slide": hide_slide,
    "set variable": set_variable,
    "edit questions": edit_questions,
    "edit items": edit_items,
    "rewrite part": rewrite_part,
    "edit head": edit_head,
}


def in_source_alone(edition: Edition, edit: Edit) -> Edition:
    """The edit of a company that reworks the deck of one language: the others are left behind."""
    _, _, op = edit.op.partition(": ")
    alone, others = edition.course.texts[:1], edition.course.texts[1:]
    changed = OPS[op](_with_all_texts(edition, alone), edit)
    return _with_all_texts(changed, (*changed.course.texts, *others))


def _with_all_texts(edition: Edition, texts: tuple[CourseText, ...]) -> Edition:
    return edition.model_copy(update={"course": edition.course.model_copy(update={"texts": texts})})


RAGGED_OPS: dict[str, Callable[[Edition, Edit], Edition]] = {
    f"ja: {name}": in_source_alone
    for name in (
        "edit list", "edit structure", "change layout", "remove slide", "move slide",
        "add slide", "move chapter", "add chapter", "remove chapter", "edit questions",
        "edit items",
    )
}  # fmt: skip


# -- what a folder would hold ---------------------------------------------------------------


def _accepted(edition: Edition, part_id: str, edit: Edit) -> Edition:
    """The translations accepted, where the edit was made in all languages."""
    if not edit.translated:
        return edition
    source = _source_parts(edition.course)[part_id]
    present = slide_hash(source) if hasattr(source, "layout") else part_hash(source)

    def change(plain: dict[str, Any], language: str) -> None:
        if language != edition.course.meta.languages[0]:
            plain["source_hash"] = present

    return _change_part(edition, part_id, change)


def _source_parts(course: Course) -> dict[str, Any]:
    text = course.source
    parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
    return {part.id: part for part in parts}


def _whole(edition: Edition, before: Edition) -> Edition:
    """Facts, pictures, hidden slides and questions that rest on nothing go with their slides."""
    slides = {s.id for text in edition.course.texts for _, s in text.every_slide()}

    def of_text(text: CourseText) -> CourseText:
        questions = tuple(
            question
            if set(question.slides) <= slides
            else question.model_copy(
                update={"slides": tuple(one for one in question.slides if one in slides)}
            )
            for question in text.test.questions
            if set(question.slides) & slides
        )
        return text.model_copy(
            update={"test": text.test.model_copy(update={"questions": questions})}
        )

    edition = with_texts(edition, of_text)
    course = edition.course
    named = {f for text in course.texts for _, slide in text.every_slide() for f in slide.facts}
    named |= {f for text in course.texts for one in text.test.questions for f in one.facts}
    pictures = {
        name
        for one in course.texts
        for _, slide in one.every_slide()
        for name in picture_names(slide)
    }
    known = {fact.id: fact for fact in before.course.facts} | {f.id: f for f in course.facts}
    media = {**before.course.media, **course.media}
    update = {
        "facts": tuple(known[name] for name in sorted(named)),
        "media": {name: media[name] for name in sorted(pictures)},
    }
    hidden = tuple(one for one in edition.settings.hidden if one.slide in slides)
    return Edition(
        course=course.model_copy(update=update),
        settings=edition.settings.model_copy(update={"hidden": hidden}),
    )


def with_field(edition: Edition, language: str, part_id: str, path: str, value: str) -> Edition:
    """One text of one part in one language rewritten."""

    def change(part: Any, here: str) -> Any:
        return with_fields(part, {path: value}) if here == language else part

    return change_parts(edition, part_id, change)
