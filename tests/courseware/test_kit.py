"""The documents beside a course: outside its revision, and held to facts as its slides are."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.cli.commands import main
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.kit import Kit, kit_of
from terakoya.courseware.kit_statements import kit_statements, kit_table
from terakoya.courseware.law_watch import kit_fact_uses, watched
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_id

ROOT = Path(__file__).parents[2]
FLAGSHIP = ROOT / "courses" / "stop-customer-harassment"
TODAY = dt.date(2026, 11, 28)
SMALL = """
title: {ja: キット, en: Kit}
prefecture: company.prefecture
caution: {ja: 確かめてください。, en: Have it looked at.}
blanks:
  - {key: company.prefecture, hint: {ja: 都道府県, en: prefecture}}
  - {key: desk.name, hint: {ja: 窓口, en: desk}}
pillars:
  - title: {ja: 柱, en: Pillar}
    measures:
      - line: {ja: 決める。, en: Decide., facts: [law-33-1]}
        documents: [policy]
        variables: [desk.name]
        deeds: [{ja: 決めた, en: Decided}]
documents:
  - id: policy
    name: {ja: 方針, en: Policy}
    title: {ja: 方針, en: Policy}
    purpose: {ja: 掲げる。, en: To show.}
    blocks:
      - kind: text
        lines:
          - {ja: "窓口は{desk.name}です。", en: "The desk is {desk.name}."}
          - {ja: 110番に通報します。, en: Call 110., facts: [call-110]}
"""


@pytest.fixture(scope="module")
def flagship() -> Material:
    return read_folder(FLAGSHIP)


@pytest.fixture(scope="module")
def kit(flagship: Material) -> Kit:
    found = kit_of(flagship)
    assert found is not None
    return found


def found_in(course: Path, changed: tuple[str, str] = ("", "")) -> list[tuple[str, str, str]]:
    """Line, code and severity of the findings in kit.yaml after a change of the small one."""
    assert changed[0] in SMALL
    text = SMALL.replace(*changed, 1) if changed[0] else SMALL
    (course / "kit.yaml").write_text(text, encoding="utf-8")
    findings = check_folder(course, on=TODAY)
    lines = text.split("\n")
    return [
        (lines[one.line - 1].strip(), one.code, str(one.severity))
        for one in findings
        if one.file == "kit.yaml"
    ]


@pytest.fixture(scope="module")
def found_in_small(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """The findings of the small kit as it stands."""
    folder = tmp_path_factory.mktemp("small")
    for name in ("every-layout", "shared"):
        shutil.copytree(ROOT / "tests" / "corpus" / name, folder / name)
    return found_in(folder / "every-layout")


def test_the_kit_of_the_flagship_is_whole(kit: Kit) -> None:
    assert [one for one in check_folder(FLAGSHIP, on=TODAY) if one.file == "kit.yaml"] == []
    ids = [one.id for one in kit.documents]
    assert ids == ["checklist", "policy", "rules", "manual", "notice", "intake", "letter"]


def test_a_kit_gives_a_course_no_other_revision(course: Path) -> None:
    without = read_folder(course)
    assert found_in(course) == []
    beside = read_folder(course)
    assert (kit_of(without), revision_id(without.course)) == (None, revision_id(beside.course))
    assert kit_of(beside) is not None and beside.course == without.course


@pytest.mark.parametrize(
    ("old", "new", "place", "code", "severity"),
    [
        ("call-110]", "call-119]", "call-119", "unknown-fact", "error"),
        (", facts: [call-110]", "", "110番", "statement-without-fact", "warning"),
        ("{desk.name}です", "{desk.nome}です", "nome", "unknown-variable", "error"),
        ("{desk.name}です", "{desk.name です", "name です", "mark", "error"),
        ("{desk.name}です", "[窓口](https://desk.example)です", "desk.example", "link", "error"),
        ("{desk.name}です", "[窓口](ftp://desk.example)です", "desk.example", "link", "error"),
        ("掲げる。, en: To show.", "掲げる。", "掲げる", "missing-language", "error"),
        ("documents: [policy]", "documents: [rules]", "rules", "unknown-document", "error"),
        ("variables: [desk.name]", "variables: [desk.it]", "desk.it", "unknown-variable", "error"),
        ("prefecture: company", "prefecture: firm", "firm", "unknown-variable", "error"),
        ("kind: text", "kind: poem", "kind: poem", "union-tag-invalid", "error"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    course: Path,
    found_in_small: list[tuple[str, str, str]],
    old: str,
    new: str,
    place: str,
    code: str,
    severity: str,
) -> None:
    assert found_in_small == []
    line = next(one for one in SMALL.replace(old, new, 1).split("\n") if place in one)
    assert found_in(course, (old, new)) == [(line.strip(), code, severity)]


def test_a_fact_that_has_ended_is_told_where_a_document_rests_on_it(course: Path) -> None:
    assert found_in(course) == []
    facts = course.parent / "shared" / "facts.yaml"
    head, mark, rest = facts.read_text("utf-8").partition("  - id: call-110\n")
    facts.write_text(f"{head}{mark}    valid_until: 2026-11-27\n{rest}", encoding="utf-8")
    line = next(one for one in SMALL.split("\n") if "call-110" in one).strip()
    assert found_in(course) == [(line, "expired-fact", "error")]


def test_law_watch_names_the_documents_that_rest_on_a_fact(kit: Kit) -> None:
    uses = {one.fact: one.documents for one in kit_fact_uses(kit)}
    assert uses["saitama-in-force"] == ("ordinances",)
    assert uses["law-33-2"] == ("pillars", "policy", "rules", "manual", "notice", "intake")
    ended = kit.model_copy(
        update={
            "facts": tuple(
                one.model_copy(update={"valid_until": TODAY - dt.timedelta(days=1)})
                if one.id == "deterrence"
                else one
                for one in kit.facts
            )
        }
    )
    [one] = watched(kit_fact_uses(ended), on=TODAY)
    assert (one.concern, one.use.documents) == ("ended", ("pillars", "policy", "rules", "letter"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_statement_of_law_rests_on_a_fact(kit: Kit, language: str) -> None:
    found = list(kit_statements(kit, language))
    assert [(one.field, one.sentence) for one in found if not one.facts] == []
    assert len(found) > 150


@pytest.mark.parametrize("language", ["ja", "en"])
def test_table_in_the_documents_is_the_present_one(kit: Kit, language: str) -> None:
    """Else: terakoya facts … --kit --lang … > docs/fact-table/kit-….md"""
    written = (ROOT / "docs" / "fact-table" / f"kit-{language}.md").read_text("utf-8")
    assert written == kit_table(kit, language, list(kit_statements(kit, language))) + "\n"


def test_a_folder_keeps_its_kit(course: Path, tmp_path: Path) -> None:
    assert found_in(course) == []
    material = read_folder(course)
    for name, data in source_files(material).items():
        path = tmp_path / "copy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert kit_of(read_folder(tmp_path / "copy")) == kit_of(material)


def test_edition_may_give_the_kit_values_of_its_own(course: Path) -> None:
    (course / "edition.yaml").write_text(
        "variables:\n  company.prefecture: {ja: 東京都}\n", encoding="utf-8"
    )
    known = [one for one in check_folder(course, on=TODAY) if one.file == "edition.yaml"]
    assert [one.code for one in known] == ["unknown-variable"]
    assert found_in(course) == []
    assert [one for one in check_folder(course, on=TODAY) if one.file == "edition.yaml"] == []


def test_command_tells_the_facts_of_a_kit_and_refuses_where_there_is_none(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["facts", str(FLAGSHIP), "--kit", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("# Customer harassment kit: statements and facts")
    assert main(["facts", str(course), "--kit"]) == 2
    assert "has no kit" in capsys.readouterr().err
