"""The documents beside a course: their facts, variables, languages and references."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Severity
from ..inline import has_stray_mark, links_of, unusable_links, variables_in
from ..kit import KIT_PLACE, Kit, kit_of, lines_of, local_texts
from ..model import Fact
from ..statements import states_law
from ..text.sentences import text_sentences
from .context import CheckContext, Rule

Path = tuple[str | int, ...]


def check_kit_facts(context: CheckContext) -> None:
    """Every fact of a line exists and is in force; a sentence of law rests on one."""
    kit = kit_of(context.material)
    if kit is None:
        return
    for one in lines_of(kit):
        for number, fact_id in enumerate(one.line.facts):
            _check_fact(context, (*one.path, "facts", number), fact_id, kit.fact(fact_id))
        if not one.line.facts and not one.line.own:
            _check_bare(context, one.path, one.line.text)


def _check_fact(context: CheckContext, path: Path, fact_id: str, fact: Fact | None) -> None:
    if fact is None:
        message = f"the fact `{fact_id}` does not exist"
        _find(context, path, "unknown-fact", message, "mend the id or add it")
    elif fact.valid_until is not None and fact.valid_until < context.on:
        _find(
            context,
            path,
            "expired-fact",
            f"the fact `{fact_id}` ended on {fact.valid_until}",
            "check the law anew, mend the text, and give the fact a new date in facts.yaml",
        )


def _check_bare(context: CheckContext, path: Path, text: dict[str, str]) -> None:
    source = context.course.meta.languages[0]
    bare = [one for one in text_sentences(text.get(source, "")) if states_law(one, source)]
    if bare:
        _find(
            context,
            path,
            "statement-without-fact",
            f"«{bare[0]}» states law or a figure and rests on no fact",
            "name its facts in `facts`, or say it without the statement",
            Severity.WARNING,
        )


def check_kit_texts(context: CheckContext) -> None:
    """Every text speaks every language of the course, and knows its variables."""
    kit = kit_of(context.material)
    if kit is None:
        return
    known = {blank.key for blank in kit.blanks}
    for path, text in local_texts(kit):
        for language in context.course.meta.languages if text else ():
            if language not in text:
                message = f"a text has no `{language}`"
                _find(context, path, "missing-language", message, f"add `{language}: …`")
        for language, words in text.items():
            _check_marks(context, (*path, language), words, known)


def _check_marks(context: CheckContext, path: Path, words: str, known: set[str]) -> None:
    for key in variables_in(words):
        if key not in known:
            message = f"the variable `{key}` does not exist"
            mend = "name it in `blanks`, with the hint that stands behind its blank"
            _find(context, path, "unknown-variable", message, mend)
    if has_stray_mark(words):
        message = f"a brace or ** stands alone in 「{words[:30]}」"
        mend = "a reading is {漢字|かんじ}, a variable {group.name}, stress **word**"
        _find(context, path, "mark", message, mend)
    for address in (*links_of(words), *unusable_links(words)):
        # Documents are printed and hung up: an address behind words is one that nobody sees.
        message = f"`{address[:60]}` stands behind words, and a document of the kit has no links"
        _find(context, path, "link", message, "write the address itself, without [words](…)")


def check_kit_references(context: CheckContext) -> None:
    """Documents have ids of their own; measures name documents and variables that exist."""
    kit = kit_of(context.material)
    if kit is None:
        return
    ids = [one.id for one in kit.documents]
    for at, one in enumerate(ids):
        if one in ids[:at]:
            message, mend = f"the document `{one}` stands twice", "rename one of the two"
            _find(context, ("documents", at, "id"), "duplicate-id", message, mend)
    for path, kind, name, known in _references(kit):
        if name not in known:
            message = f"the {kind} `{name}` does not exist"
            _find(context, path, f"unknown-{kind}", message, f"one of: {', '.join(sorted(known))}")


def _references(kit: Kit) -> Iterator[tuple[Path, str, str, set[str]]]:
    blanks = {blank.key for blank in kit.blanks}
    documents = {one.id for one in kit.documents}
    yield ("prefecture",), "variable", kit.prefecture, blanks
    for at, pillar in enumerate(kit.pillars):
        for under, measure in enumerate(pillar.measures):
            path = ("pillars", at, "measures", under)
            for number, one in enumerate(measure.documents):
                yield (*path, "documents", number), "document", one, documents
            for number, key in enumerate(measure.variables):
                yield (*path, "variables", number), "variable", key, blanks


def _find(
    context: CheckContext,
    path: Path,
    code: str,
    message: str,
    mend: str,
    severity: Severity = Severity.ERROR,
) -> None:
    context.find(*KIT_PLACE, path, code, message, mend, severity)


RULES: tuple[Rule, ...] = (check_kit_facts, check_kit_texts, check_kit_references)
