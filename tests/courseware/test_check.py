"""Every mistake of an author is found with file, line and mend; nothing hostile is read."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.errors import Severity, UnreadableSource
from terakoya.courseware.formats.folder.reading import read_folder

from .conftest import CORPUS, Change

TODAY = dt.date(2026, 11, 24)
CHAPTER = "ja/10-what-it-is.md"
ENGLISH = "en/10-what-it-is.md"


def found(course: Path, on: dt.date = TODAY) -> list[tuple[str, int, str]]:
    """File, line and code of every finding."""
    return [(one.file, one.line, one.code) for one in check_folder(course, on=on)]


@cache
def found_in_corpus() -> list[tuple[str, int, str]]:
    """The findings of the course that the tests break a copy of."""
    return found(CORPUS / "every-layout")


def line_of(course: Path, file: str, text: str) -> int:
    """The line on which a text stands."""
    lines = (course / file).resolve().read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_corpus_course_has_no_finding() -> None:
    assert found_in_corpus() == []


def test_unknown_key_is_found_where_it_stands(course: Path, change: Change) -> None:
    change(CHAPTER, "goal: knows\n", "goal: knows\ngaol: knows\n")
    assert found(course)[:1] == [(CHAPTER, line_of(course, CHAPTER, "gaol"), "extra-forbidden")]


def test_unknown_key_in_course_yaml_is_found(course: Path, change: Change) -> None:
    change("course.yaml", "pass_mark:", "colour: red\npass_mark:")
    assert found(course) == [
        ("course.yaml", line_of(course, "course.yaml", "colour"), "extra-forbidden")
    ]


def test_unknown_layout_names_those_that_exist(course: Path, change: Change) -> None:
    change(CHAPTER, "layout: bullets", "layout: bulets")
    finding = next(one for one in check_folder(course, on=TODAY) if one.code == "layout")
    assert (finding.line, finding.mend[:22]) == (
        line_of(course, CHAPTER, "bulets"),
        "one of: title, bullets",
    )


def test_one_mistake_in_the_source_gives_no_echo_in_translations(
    course: Path, change: Change
) -> None:
    change(CHAPTER, "layout: bullets", "layout: bulets")
    assert [one for one in found(course) if one[0].startswith("en/")] == []


def test_duplicate_slide_id_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "id: three-elements", "id: opening")
    assert "duplicate-id" in {code for _file, _line, code in found(course)}


def test_duplicate_key_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "layout: bullets\n", "layout: bullets\nlayout: table\n")
    assert (CHAPTER, line_of(course, CHAPTER, "layout: table"), "yaml") in found(course)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CHAPTER, "kicker: 全従業員向け研修", "kicker: 警察相談専用電話 #9110"),
        (CHAPTER, "kicker: 全従業員向け研修", "kicker: #9110"),
        ("ja/test.yaml", "title: 確認テスト", "title: 確認テスト #9110"),
        ("../shared/facts.yaml", "      en: ", "      en: Police line #9110 "),
    ],
)
def test_text_that_a_number_sign_cuts_off_is_found(
    course: Path, change: Change, file: str, old: str, new: str
) -> None:
    assert found_in_corpus() == []
    change(file, old, new)
    cuts = [one for one in found(course) if one[2] == "cut-text"]
    assert cuts == [(file, line_of(course, file, "#9110"), "cut-text")]


def test_number_sign_that_cuts_no_text_off_is_no_finding(course: Path, change: Change) -> None:
    change(CHAPTER, "kicker: 全従業員向け研修", '# a comment\nkicker: "相談 #9110"')
    change("course.yaml", "total: 5", "total: 5  # minutes")
    assert "cut-text" not in [code for _, _, code in found(course)]


def test_duplicate_question_id_is_found(course: Path) -> None:
    path = course / "ja/test.yaml"
    text = path.read_text(encoding="utf-8")
    first, second = [line for line in text.split("\n") if line.startswith("  - id:")][:2]
    path.write_text(text.replace(second, first, 1), encoding="utf-8")
    assert "duplicate-id" in {code for _file, _line, code in found(course)}


def test_missing_language_is_found(course: Path) -> None:
    for path in sorted((course / "en").iterdir()):
        path.unlink()
    (course / "en").rmdir()
    assert ("course.yaml", 0, "missing-language") in found(course)


def test_missing_translation_of_a_slide_is_found(course: Path) -> None:
    path = course / ENGLISH
    parts = path.read_text(encoding="utf-8").split("---\n")
    path.write_text("---\n".join(parts[:-2]), encoding="utf-8")
    assert "missing-translation" in {code for _file, _line, code in found(course)}


def test_missing_language_of_a_title_is_found(course: Path, change: Change) -> None:
    text = (course / "course.yaml").read_text(encoding="utf-8")
    assert "missing-language" not in {code for _f, _l, code in found_in_corpus()}
    line = next(one for one in text.split("\n") if one.strip().startswith("en:"))
    change("course.yaml", line + "\n", "")
    assert ("course.yaml", 0, "missing-language") in found(course)


def test_fact_past_its_date_is_found(course: Path, change: Change) -> None:
    change("../shared/facts.yaml", "checked_on:", "valid_until: 2026-11-23\n    checked_on:")
    assert "expired-fact" in {code for _f, _l, code in found(course, TODAY)}
    assert "expired-fact" not in {code for _f, _l, code in found(course, dt.date(2026, 11, 23))}


def test_unknown_fact_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "facts: [law-33-1]", "facts: [law-99]")
    assert (CHAPTER, line_of(course, CHAPTER, "law-99"), "unknown-fact") in found(course)


def test_legal_slide_without_fact_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "facts: [law-33-1]\n", "")
    assert "legal-without-fact" in {code for _f, _l, code in found(course)}


def test_question_whose_slide_is_gone_is_found(course: Path, change: Change) -> None:
    text = (course / "ja/test.yaml").read_text(encoding="utf-8")
    line = next(one for one in text.split("\n") if "slides:" in one)
    change("ja/test.yaml", line, line.split("slides:")[0] + "slides: [no-such-slide]")
    assert "unknown-slide" in {code for _f, _l, code in found(course)}


def test_changed_legal_source_makes_its_translation_a_stale_error(
    course: Path, change: Change
) -> None:
    change(CHAPTER, "業務が止まる", "仕事が止まる")
    (finding,) = check_folder(course, on=TODAY)
    assert (finding.file, finding.code, str(finding.severity)) == (
        ENGLISH,
        "stale-translation",
        "error",
    )


def test_changed_other_source_makes_its_translation_a_stale_error_too(
    course: Path, change: Change
) -> None:
    change(CHAPTER, "受けない。そして、しない。", "受けない、そしてしない。")
    (finding,) = check_folder(course, on=TODAY)
    assert (finding.code, str(finding.severity)) == ("stale-translation", "error")


def test_translation_with_another_answer_is_found(course: Path, change: Change) -> None:
    change("en/20-judging.md", "source_hash:", "goal: other\nsource_hash:")
    assert "translation-differs" in {code for _f, _l, code in found(course)}


def test_unknown_variable_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "{company.name}", "{company.nome}")
    assert "unknown-variable" in {code for _f, _l, code in found(course)}


def test_broken_reading_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "{顧客等|こきゃくとう}", "{顧客等|こきゃくとう")
    assert "mark" in {code for _f, _l, code in found(course)}


def test_picture_without_alternative_text_is_found(course: Path, change: Change) -> None:
    text = (course / CHAPTER).read_text(encoding="utf-8")
    line = next(one for one in text.split("\n") if one.startswith("  alt: "))
    change(CHAPTER, line, '  alt: ""')
    assert "alternative-text" in {code for _f, _l, code in found(course)}


def test_alternative_text_that_nobody_wrote_is_asked_for(course: Path, change: Change) -> None:
    text = (course / CHAPTER).read_text(encoding="utf-8")
    line = next(one for one in text.split("\n") if one.startswith("  alt: "))
    change(CHAPTER, line, "  alt: 図 3")
    told = [one for one in check_folder(course, on=TODAY) if one.code == "alternative-text"]
    assert [(one.severity, "図 3" in one.message) for one in told] == [(Severity.WARNING, True)]


def test_missing_picture_is_found(course: Path) -> None:
    (course / "media/diagram-three.svg").unlink()
    assert "missing-picture" in {code for _f, _l, code in found(course)}


def test_picture_with_script_is_found(course: Path) -> None:
    path = course / "media/diagram-three.svg"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</svg>", "<script>1</script></svg>"), encoding="utf-8")
    assert ("media/diagram-three.svg", 0, "svg") in found(course)


def test_text_too_long_for_its_box_is_found(course: Path, change: Change) -> None:
    change(CHAPTER, "業務が止まる、", "業務が止まる、" * 4)
    assert "too-long" in {code for _f, _l, code in found(course)}


def test_minutes_that_are_not_true_are_found(course: Path, change: Change) -> None:
    change("course.yaml", "  main: 3", "  main: 20")
    assert ("course.yaml", 0, "minutes") in found(course)


# -- hostile sources --------------------------------------------------------------------------


def test_picture_name_outside_the_folder_is_refused(course: Path, change: Change) -> None:
    change(CHAPTER, "file: scene-equal.svg", "file: ../../secret.svg")
    line = line_of(course, CHAPTER, "secret")
    assert (CHAPTER, line, "string-pattern-mismatch") in found(course)


def test_link_outside_the_folder_is_not_followed(course: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.svg"
    outside.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (course / "media/diagram-three.svg").unlink()
    (course / "media/diagram-three.svg").symlink_to(outside)
    assert ("media/diagram-three.svg", 0, "outside") in found(course)


def test_linked_chapter_outside_the_folder_is_not_read(course: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    (course / CHAPTER).rename(outside)
    (course / CHAPTER).symlink_to(outside)
    assert (CHAPTER, 0, "outside") in found(course)


def test_yaml_bomb_is_refused(course: Path) -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    (course / "ja/test.yaml").write_text(bomb, encoding="utf-8")
    assert ("ja/test.yaml", 1, "yaml") in found(course)


def test_yaml_too_deep_is_refused(course: Path) -> None:
    (course / "ja/test.yaml").write_text("a: " + "[" * 30 + "]" * 30, encoding="utf-8")
    assert ("ja/test.yaml", 1, "yaml") in found(course)


def test_large_file_is_refused_unread(course: Path) -> None:
    (course / "ja/test.yaml").write_text("#" * 1_000_001, encoding="utf-8")
    assert ("ja/test.yaml", 0, "too-large") in found(course)


def test_file_that_is_not_utf8_is_found(course: Path) -> None:
    path = course / CHAPTER
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp932", errors="replace"))
    assert (CHAPTER, 3, "encoding") in found(course)


def test_folder_that_is_no_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"course\.yaml"):
        read_folder(tmp_path)


def test_read_folder_refuses_a_course_with_findings(course: Path, change: Change) -> None:
    change(CHAPTER, "goal: knows\n", "goal: knows\ngaol: knows\n")
    with pytest.raises(UnreadableSource, match="gaol"):
        read_folder(course)
