"""The command line: `terakoya check | build | import | diff | merge | facts | voice | preview |
verify`.

Exit status: 0 fine, 1 findings, differences or conflicts, 2 wrong use or unreadable input, 3 an
optional part is missing.
Every command has `--json`, whose answer begins with `"schema": 1`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from terakoya.evidence.command import add_verify

from .. import clock
from ..checks import check_loaded
from ..checks.accept import accept_translations
from ..edition import Edition
from ..errors import CoursewareError, MissingPart, Severity, WrongUse
from ..formats import FORMATS, Format, format_named
from ..formats.folder.mending import mend_folder
from ..formats.folder.reading import load_folder, read_folder
from ..imports.resource_limits import within_limits
from ..imports.sheets import import_sheets
from ..kit import kit_of
from ..kit_statements import kit_statements, kit_table
from ..merge.delta import NothingChanged, delta_course, slides_of_law
from ..merge.diff.texts import diff_text
from ..merge.texts import merged_text
from ..model import SCHEMA, Course, Material
from ..office.deck_pages import DeckPages
from ..revision import revision_id
from ..statements import statements
from ..statements import table as statement_table
from ..text.characters import without_unwritable
from ..times import course_times
from ..visible_course import visible_course
from .arguments import Listed, read_edition, read_material
from .importing import (
    import_with_pages,
    read_file,
    summary,
    write_folder,
    write_report,
    write_sheets_report,
)
from .merging import (
    diff_files,
    merge_files,
    merge_into_deck,
    patched_text,
    refuse_unless_deck,
)

FINE, FINDINGS, WRONG, MISSING = 0, 1, 2, 3
Answer = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], tuple[int, Answer, str]] = arguments.command
    try:
        status, answer, text = command(arguments)
    except CoursewareError as error:
        status = MISSING if isinstance(error, MissingPart) else WRONG
        text = error.sentence(_spoken(arguments))
        answer = {"error": {"code": error.code, "message": text}}
        if not arguments.json:
            print(text, file=sys.stderr)
            return status
    if arguments.json:
        answer = {"schema": SCHEMA, **answer}
        text = json.dumps(answer, ensure_ascii=False, indent=1, default=str)
    if text:
        _print(text)
    return status


def _print(text: str) -> None:
    """Print an answer; whoever reads it may have enough before its end, as `head` has.

    What commands a terminal, such as colours, may stand in a stranger's words and is left out.
    """
    try:
        print(without_unwritable(text))
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more when it ends, and would complain of it.
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="terakoya", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = _command(commands, "check", run_check, "find everything that is wrong in a course")
    check.add_argument("course", type=Path)
    check.add_argument("--on", type=dt.date.fromisoformat, default=None, metavar="DATE")
    check.add_argument(
        "--accept", action="store_true", help="record that the translations render the source"
    )
    check.add_argument(
        "--mend",
        action="store_true",
        help="rewrite what newer rules ask for, where no meaning changes, and list each change",
    )

    build = _command(commands, "build", run_build, "write a course in one or more formats")
    build.add_argument("course", type=Path)
    build.add_argument("--lang", action=Listed, help="ja,en; all when left out")
    build.add_argument("--to", action=Listed, required=True, help=", ".join(FORMATS))
    build.add_argument("--out", type=Path, required=True, metavar="DIR")
    build.add_argument(
        "--on",
        type=dt.date.fromisoformat,
        default=None,
        metavar="DATE",
        help="the day on documents of the kit; today when left out",
    )
    build.add_argument(
        "--delta", type=Path, metavar="BASE", help="only the slides that are new since BASE"
    )
    build.add_argument(
        "--law-alone",
        action="store_true",
        help="with --delta: only those that legal changes name, as changes.yaml tells them",
    )
    build.add_argument(
        "--with-audio", action="store_true", help="a deck that speaks and turns by itself"
    )
    build.add_argument("--without-audio", action="store_true", help="leave the recordings out")
    build.add_argument(
        "--with-survey",
        action="store_true",
        help="the awareness survey in a Moodle course; Moodle keeps who answered what",
    )

    back = _command(commands, "import", run_import, "read files that came back into an edition")
    back.add_argument("deck", type=Path, metavar="DECK.pptx", nargs="?")
    back.add_argument("--survey", type=Path, metavar="F.xlsx", action="append", default=[])
    back.add_argument(
        "--test",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="a test workbook, or questions: a table, GIFT, Aiken, Moodle XML",
    )
    back.add_argument(
        "--base",
        type=Path,
        default=None,
        metavar="COURSE|REVISION.json",
        help="the course that the files were made from; only a deck that was never made from a "
        "course of ours comes without it, and makes a new course",
    )
    back.add_argument(
        "--lang",
        default=None,
        help="the language of the deck, where it says none, and of what is refused",
    )
    back.add_argument("--out", type=Path, required=True, metavar="DIR")
    back.add_argument(
        "--no-pictures",
        action="store_true",
        help="draw no pages: neither for the report nor in place of what no layout can hold",
    )

    compare = _command(commands, "diff", run_diff, "show what one edition changed against another")
    compare.add_argument("a", type=Path, metavar="A")
    compare.add_argument("b", type=Path, metavar="B")
    _add_language(compare)

    merge = _command(commands, "merge", run_merge, "bring a vendor's update into an edition")
    merge.add_argument("base", type=Path, metavar="BASE", help="the revision both began with")
    merge.add_argument("ours", type=Path, metavar="OURS", help="the company's edition")
    merge.add_argument("theirs", type=Path, metavar="THEIRS", help="the vendor's new revision")
    merge.add_argument(
        "--resolve", type=Path, metavar="FILE", help="choices, such as conflicts.json"
    )
    merge.add_argument(
        "--to", choices=["pptx"], default=None, help="the deck that OURS is with the update in it"
    )
    merge.add_argument("--out", type=Path, required=True, metavar="DIR")
    _add_language(merge)

    voice = _command(commands, "voice", run_voice, "record the narrations that have no recording")
    voice.add_argument("course", type=Path)
    voice.add_argument("--lang", action=Listed, help="ja,en; all that have a voice when left out")
    voice.add_argument("--chapter", action=Listed, help="ids of chapters; all when left out")
    voice.add_argument(
        "--clauses", type=Path, metavar="DIR", help="keep what was said here, to say it once only"
    )
    voice.add_argument(
        "--remove-unused", action="store_true", help="remove recordings that nothing asks for"
    )

    _add_facts(commands)
    add_verify(commands, _command, _add_language)

    preview = _command(commands, "preview", run_preview, "show a course, rebuilt on every change")
    preview.add_argument("course", type=Path)
    preview.add_argument("--port", type=int, default=8080)
    preview.add_argument("--no-browser", action="store_true")
    return parser


def _add_facts(commands: Any) -> None:
    facts = _command(commands, "facts", run_facts, "show on which fact each statement rests")
    facts.add_argument("course", type=Path)
    facts.add_argument("--lang", default="", help="ja or en; the source language when left out")
    facts.add_argument("--kit", action="store_true", help="of the documents beside the course")


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=["ja", "en"], default="en",
                        help="the language of the answer, and of what is refused")  # fmt: skip


def _command(commands: Any, name: str, run: Any, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(command=run)
    return parser


def run_check(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya check`: findings, and the table of times."""
    loaded = load_folder(arguments.course)
    mended = mend_folder(arguments.course, loaded) if arguments.mend else []
    if mended:
        loaded = load_folder(arguments.course)
    if arguments.accept and loaded.material is not None:
        accept_translations(arguments.course, loaded)
        loaded = load_folder(arguments.course)
    findings = check_loaded(loaded, on=arguments.on or clock.today())
    answer: Answer = {"findings": [vars(finding) for finding in findings]}
    lines = [str(one) for one in (*mended, *findings)]
    if arguments.mend:
        answer["mended"] = [vars(one) for one in mended]
    if loaded.material is not None:
        course = loaded.material.course
        answer["revision"] = revision_id(course)
        answer["times"] = {
            text.language: course_times(
                course, text.language, audio=loaded.material.audio
            ).as_json()
            for text in course.texts
        }
        lines += _times_table(loaded.material)
        lines.append(f"revision {answer['revision']}")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    lines.append(f"{errors} errors, {len(findings) - errors} warnings")
    return FINDINGS if errors else FINE, answer, "\n".join(lines)


def _times_table(material: Material) -> list[str]:
    course = material.course
    lines = ["", "minutes       narration    cases   checks     main     test    total   survey"]
    for text in course.texts:
        times = course_times(course, text.language, audio=material.audio)
        cells = (
            times.narration,
            times.cases,
            times.checks,
            times.main,
            times.test,
            times.main + times.test,
            times.survey,
        )
        lines.append(f"{text.language:12}" + "".join(f"{seconds / 60:9.1f}" for seconds in cells))
    promise = course.meta.minutes
    lines.append(
        f"{'promised':12}{'':27}{promise.main:9}{promise.test:9}{promise.total:9}{promise.survey:9}"
    )
    return lines


def run_build(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya build`: DIR/<course>-<lang>.<ext> for every language and format."""
    formats = _formats(arguments)
    material, settings = read_edition(arguments.course)
    if arguments.without_audio:
        material = replace(material, audio={})
    course = material.course
    languages = _languages(arguments, course) or list(course.meta.languages)
    taught = visible_course(Edition(course=course, settings=settings))
    for_learners = dict.fromkeys(languages, taught)
    if arguments.delta is not None:
        _refuse_whole_formats(formats)
        for_learners = _deltas(arguments.delta, taught, languages, law_alone=arguments.law_alone)
    elif arguments.law_alone:
        raise WrongUse("What the law changed is told from a base. → Name it with --delta BASE.")
    shown_in = {language: replace(material, course=it) for language, it in for_learners.items()}
    untested = _without_test(formats, shown_in)
    _refuse_absent_files(formats, shown_in, untested)
    written: list[str] = []
    for one in formats:
        shown = for_learners if one.for_learners else dict.fromkeys(languages, course)
        for language in list(shown) if one.per_language else languages[:1]:
            if (one.name, language) in untested:
                continue
            identity = shown[language].meta.id
            name = f"{identity}-{language}" if one.per_language else identity
            stated = replace(material, course=shown[language])
            data = one.write(stated, language, settings, on=arguments.on or clock.today())
            written += _place(arguments.out, f"{name}.{one.ending}", data, one.unpacked)
    unchanged = [language for language in languages if language not in for_learners]
    lines = [*written, *(f"nothing is new in `{language}`" for language in unchanged)]
    lines += _untested_lines(course, untested)
    answer: Answer = {
        "written": written,
        "without_test": [list(one) for one in untested],
        "unchanged": unchanged,
        "revision": revision_id(course),
    }
    if arguments.delta is not None:
        answer["deltas"] = {language: _extent(one) for language, one in for_learners.items()}
        lines += [_extent_line(language, one) for language, one in answer["deltas"].items()]
    return FINE, answer, "\n".join(lines)


def run_import(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya import`: an edition folder, with `report.json` and `report.html`."""
    if arguments.deck is None and not (arguments.survey or arguments.test):
        raise WrongUse("Nothing to import is named. → Name a deck, --survey or --test.")
    if arguments.base is None:
        return _run_import_new(arguments)
    base = read_edition(arguments.base)
    edition, imported, pages = base, None, None
    if arguments.deck is not None:
        deck = read_file(arguments.deck)
        pages = None if arguments.no_pictures else DeckPages(deck)
        imported = import_with_pages(deck, base, arguments.lang, pages=pages)
        edition = imported.material, imported.settings
    surveys, tests = (
        [(path.name, read_file(path)) for path in paths]
        for paths in (arguments.survey, arguments.test)
    )
    language = arguments.lang or ""
    sheets = within_limits(import_sheets, surveys, tests, base, into=edition, language=language)
    written = write_folder(arguments.out, sheets.material, sheets.settings)
    answer: Answer = {"revision": revision_id(sheets.material.course)}
    lines = [line for report in sheets.reports for line in report.lines(_spoken(arguments))]
    has_notices = any(report.notices for report in sheets.reports)
    if imported is not None:
        report = imported.report
        written += write_report(arguments.out, report, base=base, pages=pages)
        answer["report"] = report.as_json(report.language)
        lines = [*summary(report, _spoken(arguments)), *lines]
        has_notices = has_notices or bool(report.notices)
    if sheets.reports:
        told = arguments.lang or sheets.reports[0].language
        beside = imported is not None
        written += write_sheets_report(arguments.out, sheets.reports, told, beside_deck=beside)
    answer |= {"written": written, "sheets": [one.as_json() for one in sheets.reports]}
    return FINDINGS if has_notices else FINE, answer, "\n".join([*lines, str(arguments.out)])


def _spoken(arguments: argparse.Namespace) -> str:
    """The language of the answer: Japanese where it alone was asked for."""
    return "ja" if getattr(arguments, "lang", None) in ("ja", ("ja",)) else "en"


def _run_import_new(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """Without a base a deck makes a new course."""
    if arguments.deck is None or arguments.survey or arguments.test:
        raise WrongUse("Workbooks belong to a course. → Name it by --base.")
    deck, name = read_file(arguments.deck), arguments.deck.name
    pages = None if arguments.no_pictures else DeckPages(deck)
    imported = import_with_pages(deck, None, arguments.lang, pages=pages, file_name=name)
    report = imported.report
    written = write_folder(arguments.out, imported.material, imported.settings)
    written += write_report(arguments.out, report, base=None, pages=pages)
    answer = {
        "revision": revision_id(imported.material.course),
        "report": report.as_json(report.language),
        "written": written,
        "sheets": [],
    }
    text = "\n".join([*summary(report, _spoken(arguments)), str(arguments.out)])
    return FINDINGS if report.notices else FINE, answer, text


def run_diff(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya diff`: what B changed against A."""
    found = diff_files(arguments.a, arguments.b)
    status = FINDINGS if found.differences else FINE
    return status, found.as_json(), diff_text(found, arguments.lang)


def run_merge(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya merge`: an edition folder; `conflicts.json` in it where somebody must decide."""
    if arguments.to is not None:
        refuse_unless_deck(arguments.ours)
    merged, written = merge_files(
        arguments.base, arguments.ours, arguments.theirs, arguments.resolve, arguments.out
    )
    status = FINDINGS if merged.conflicts else FINE
    answer = {**merged.as_json(), "written": written}
    text = merged_text(merged, arguments.lang)
    if arguments.to is not None:
        out = arguments.out
        patched, path = merge_into_deck(arguments.base, arguments.ours, out, out)
        written.append(str(path))
        answer["deck"] = patched.as_json()
        text = f"{text}\n{patched_text(patched, arguments.lang)}\n{path}"
    return status, answer, text


def _formats(arguments: argparse.Namespace) -> list[Format]:
    """The formats that are named, in the forms that are asked for."""
    formats = [format_named(name) for name in arguments.to or [""]]
    if arguments.with_audio:
        formats = [one.with_audio() for one in formats]
    if not arguments.with_survey:
        return formats
    if arguments.delta is not None:
        raise WrongUse("What has changed has no survey. → Leave --with-survey or --delta out.")
    return [one.with_survey() for one in formats]


def _refuse_whole_formats(formats: Sequence[Format]) -> None:
    for one in formats:
        if not one.for_learners:
            those = ", ".join(name for name, known in FORMATS.items() if known.for_learners)
            raise WrongUse(f"`{one.name}` is always a whole course. → --delta goes with: {those}.")


def _without_test(
    formats: Sequence[Format], shown: Mapping[str, Material]
) -> list[tuple[str, str]]:
    """The formats of a test that have no file in a language, as nothing is asked there.

    Raises `WrongUse` where no other file is asked for.
    """
    every = [(one, language) for one in formats for language in shown]
    found = [
        (one.name, language)
        for one, language in every
        if one.of_test and not one.has_file(shown[language], language)
    ]
    if found and len(found) == len(every):
        raise WrongUse(_untested_lines(next(iter(shown.values())).course, found)[0])
    return found


def _untested_lines(course: Course, untested: Sequence[tuple[str, str]]) -> list[str]:
    """That there is no test, in one sentence a language, and how to have one."""
    named: dict[str, list[str]] = {}
    for name, language in untested:
        named.setdefault(language, []).append(f"`{name}`")
    return [
        f"{course.meta.id} has no test in `{language}`, so there is no {', '.join(names)}. → For a"
        " test, write questions, or bring a file of them in with `terakoya import --test`."
        for language, names in named.items()
    ]


def _refuse_absent_files(
    formats: Sequence[Format],
    shown: Mapping[str, Material],
    untested: Sequence[tuple[str, str]],
) -> None:
    for one in formats:
        for language, material in shown.items():
            if (one.name, language) not in untested and not one.has_file(material, language):
                raise WrongUse(f"{_lack_of(one, material, language)}, or leave `{one.name}` out.")


def _lack_of(one: Format, material: Material, language: str) -> str:
    """Why there is no such file, and what would make it."""
    course = material.course.meta.id
    if one.of_kit:
        return f"{course} has no kit. → Add kit.yaml to its folder"
    return f"{course} has no slide of the layout `{one.of_layout}` in `{language}`. → Add one"


def _deltas(
    base_path: Path, taught: Course, languages: Sequence[str], *, law_alone: bool
) -> dict[str, Course]:
    """What is new since the base, in each language in which something is; or what the law changed.

    Raises `NothingChanged` where it is so in none.
    """
    before, settings = read_edition(base_path)
    base = visible_course(Edition(course=before.course, settings=settings))
    only = slides_of_law(base, taught) if law_alone else None
    found: dict[str, Course] = {}
    refusal: NothingChanged | None = None
    for language in languages:
        try:
            found[language] = delta_course(base, taught, language, only)
        except NothingChanged as error:
            refusal = error
    if not found and refusal is not None:
        raise refusal
    return found


def _extent(delta: Course) -> Answer:
    """What a delta holds: its slides, how many questions it asks, and its minutes."""
    slides = [slide.id for _, slide in delta.source.slides()]
    asked = sum(part.take for part in delta.meta.blueprint)
    minutes = delta.meta.minutes
    return {
        "slides": slides,
        "questions": asked,
        "minutes": {"main": minutes.main, "test": minutes.test},
    }


def _extent_line(language: str, extent: Answer) -> str:
    slides, questions = (
        _counted(n, kind)
        for n, kind in ((len(extent["slides"]), "slide"), (extent["questions"], "question"))
    )
    minutes = extent["minutes"]
    return f"{language}: {slides} in {minutes['main']} min, {questions} in {minutes['test']} min"


def _counted(number: int, kind: str) -> str:
    return f"{number} {kind}" if number == 1 else f"{number} {kind}s"


def _languages(arguments: argparse.Namespace, course: Course) -> list[str]:
    """What `--lang` names; nothing when it is left out."""
    languages = list(arguments.lang)
    for language in languages:
        if language not in course.meta.languages:
            known = ", ".join(course.meta.languages)
            raise WrongUse(f"The course does not speak `{language}`. → One of: {known}.")
    return languages


def _place(out: Path, name: str, data: bytes, unpack: bool) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    path = out / name
    path.write_bytes(data)
    written = [str(path)]
    if unpack:
        folder = path.with_suffix("")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(folder)
        written.append(f"{folder}/")
    return written


def run_voice(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya voice`: records what is missing in media/audio/ of a course folder."""
    from ..voice.recording_store import keep_recordings, languages_of

    loaded = load_folder(arguments.course)
    material = read_folder(arguments.course)
    written = keep_recordings(
        arguments.course,
        material,
        languages_of(material.course, _languages(arguments, material.course)),
        chapters=arguments.chapter,
        clauses=arguments.clauses,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    removed = list(loaded.unused_audio) if arguments.remove_unused else []
    for name in removed:
        (arguments.course / "media" / "audio" / name).unlink()
    unused = f"{len(loaded.unused_audio)} unused files"
    if removed:
        unused += " removed"
    elif loaded.unused_audio:
        unused += "; --remove-unused removes them"
    answer = {"recorded": written, "unused": list(loaded.unused_audio), "removed": removed}
    return FINE, answer, f"{len(written) // 2} recordings made\n{unused}"


def run_facts(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya facts`: every sentence of law or with a figure, its fact, mark and source."""
    material = read_material(arguments.course)
    course = material.course
    language = arguments.lang or course.meta.languages[0]
    if language not in course.meta.languages:
        known = ", ".join(course.meta.languages)
        raise WrongUse(f"The course does not speak `{language}`. → One of: {known}.")
    if arguments.kit:
        kit = kit_of(material)
        if kit is None:
            raise WrongUse(f"{course.meta.id} has no kit. → Leave --kit out.")
        found = list(kit_statements(kit, language))
        text = kit_table(kit, language, found)
    else:
        found = list(statements(course, language))
        text = statement_table(course, language, found)
    rows = [
        {
            "part": one.part,
            "field": one.field,
            "sentence": one.sentence,
            "facts": [{"id": fact.id, "mark": fact.mark} for fact in one.facts],
        }
        for one in found
    ]
    status = FINE if all(one.facts for one in found) else FINDINGS
    return status, {"language": language, "statements": rows}, text


def run_preview(arguments: argparse.Namespace) -> tuple[int, Answer, str]:
    """`terakoya preview`: serves until interrupted."""
    from .preview import serve_preview  # brings a file watcher that no other command needs

    serve_preview(arguments.course, arguments.port, not arguments.no_browser)
    return FINE, {}, ""


if __name__ == "__main__":
    sys.exit(main())
