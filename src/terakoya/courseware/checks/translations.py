"""Missing and stale translations: errors in the catalogue, warnings in an edition.

A company that rewords its Japanese may publish while its English is 要翻訳; the vendor may not.
"""

from __future__ import annotations

from ..errors import Severity
from ..model import Course, CourseText, LocalText
from ..revision import part_hash, slide_hash
from ..texts import texts_of
from .context import CheckContext, Rule


def check_stale(context: CheckContext) -> None:
    """Every translated slide, item and question records the hash of the source it renders."""
    source = context.course.source
    wanted = source_hashes(source)
    for text in context.course.texts[1:]:
        for part_id, recorded in _recorded(text).items():
            if part_id not in wanted or recorded == wanted[part_id]:
                continue
            context.find(
                text.language,
                part_id,
                ("source_hash",),
                "stale-translation",
                f"`{part_id}` does not render the present {source.language} text",
                "compare it with the source, mend it, then run `terakoya check --accept`",
                _severity(context),
            )


def source_hashes(source: CourseText) -> dict[str, str]:
    """What translations of each part must record: id → hash of the words of the source."""
    hashes = {slide.id: slide_hash(slide) for _, slide in source.every_slide()}
    hashes |= {item.id: part_hash(item) for item in source.survey.items}
    return hashes | {question.id: part_hash(question) for question in source.test.questions}


def _recorded(text: CourseText) -> dict[str, str]:
    recorded = {slide.id: slide.source_hash for _, slide in text.every_slide()}
    recorded |= {item.id: item.source_hash for item in text.survey.items}
    return recorded | {question.id: question.source_hash for question in text.test.questions}


def check_left_untranslated(context: CheckContext) -> None:
    """A text that the source has must not be empty or missing in a translation."""
    source = context.course.source
    for text in context.course.texts[1:]:
        theirs = {slide.id: slide for _, slide in source.every_slide()}
        for _, slide in text.every_slide():
            ours = dict(texts_of(slide))
            source_slide = theirs.get(slide.id, slide)  # an edition's source may have dropped it
            for path, words in texts_of(source_slide):
                if (
                    words
                    and not ours.get(path)
                    and path[0] not in ("narration", "answer_narration")
                ):
                    context.find(
                        text.language,
                        slide.id,
                        path,
                        "missing-translation",
                        f"`{'.'.join(map(str, path))}` is empty, the source says 「{words[:20]}」",
                        "translate it",
                        _severity(context),
                    )


def check_advice(context: CheckContext) -> None:
    """A topic whose source has advice must have it in each translation."""
    advised = {one.id for one in context.course.source.survey.topics if one.advice}
    for text in context.course.texts[1:]:
        for topic in text.survey.topics:
            if topic.id in advised and not topic.advice:
                context.find_in_file(
                    f"{text.language}/survey.yaml",
                    "missing-translation",
                    f"the topic `{topic.id}` has no `advice`, the source has one",
                    "translate it",
                    _severity(context),
                )


def _severity(context: CheckContext) -> Severity:
    return Severity.WARNING if context.is_edition else Severity.ERROR


def check_local_texts(context: CheckContext) -> None:
    """Every text of course.yaml and of the shared files speaks every language of the course."""
    course = context.course
    for file, name, local in _local_texts(course):
        for language in course.meta.languages:
            if language not in local:
                context.find_in_file(
                    file,
                    "missing-language",
                    f"{name} has no `{language}`",
                    f"add `{language}: …`",
                )


def _local_texts(course: Course) -> list[tuple[str, str, LocalText]]:
    meta = course.meta
    out: list[tuple[str, str, LocalText]] = [
        ("course.yaml", name, getattr(meta, name))
        for name in ("title", "subtitle", "description", "audience")
    ]
    out += [("course.yaml", f"the goal `{goal.id}`", goal.text) for goal in meta.goals]
    for variable in meta.variables:
        out.append(("course.yaml", f"the label of {variable.key}", variable.label))
        out.append(("course.yaml", f"the default of {variable.key}", variable.default))
    for number, rule in enumerate(meta.must, 1):
        if rule.text is not None:
            out.append(("course.yaml", f"the text of rule {number} of `must`", rule.text))
    for fact in course.facts:
        out.append(("../shared/facts.yaml", f"the statement of `{fact.id}`", fact.statement))
        out.append(("../shared/facts.yaml", f"the cite of `{fact.id}`", fact.cite))
    for term in course.glossary:
        out.append(("../shared/glossary.yaml", f"the term `{term.id}`", term.term))
    return out


RULES: tuple[Rule, ...] = (
    check_stale,
    check_left_untranslated,
    check_advice,
    check_local_texts,
)
