"""What `terakoya check` says of an edition folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from terakoya.courseware.checks import check_folder
from terakoya.courseware.cli.commands import main

from .conftest import Change

TODAY = dt.date(2026, 11, 24)


def found(course: Path, settings: str) -> list[tuple[int, str, str]]:
    """Line, code and severity of the findings in edition.yaml."""
    (course / "edition.yaml").write_text(settings, encoding="utf-8")
    findings = check_folder(course, on=TODAY)
    return [(f.line, f.code, str(f.severity)) for f in findings if f.file == "edition.yaml"]


def test_a_plain_edition_has_no_findings(course: Path) -> None:
    settings = (
        f"base: {'a' * 64}\n"
        "variables:\n"
        "  desk.name: {ja: 人事部, en: HR}\n"
        "hidden:\n"
        "  - {slide: opening, reason: 朝礼で話すため}\n"
    )
    assert found(course, settings) == []
    assert main(["check", str(course), "--on", "2026-11-24"]) == 0


def test_a_hidden_slide_that_does_not_exist_is_found(course: Path) -> None:
    assert found(course, "hidden:\n  - slide: opening\n  - slide: no-such\n") == [
        (3, "unknown-slide", "error")
    ]


def test_a_legally_required_slide_is_hidden_with_a_reason_or_not_at_all(course: Path) -> None:
    settings = "hidden:\n  - slide: three-elements\n"
    assert (2, "hidden-without-reason", "error") in found(course, settings)
    codes = [code for _, code, _ in found(course, settings + "    reason: 集合研修で説明\n")]
    assert "hidden-without-reason" not in codes


def test_values_of_unknown_variables_and_languages_are_found(course: Path) -> None:
    settings = "variables:\n  shop.name: {ja: 当店}\n  desk.name: {ja: 人事部, zh: 人事}\n"
    assert found(course, settings) == [
        (2, "unknown-variable", "warning"),
        (3, "unknown-language", "warning"),
    ]


def test_what_rests_on_hidden_slides_alone_is_found_with_its_mend(course: Path) -> None:
    (course / "edition.yaml").write_text(
        "hidden:\n  - {slide: same-wish, reason: 不要}\n", encoding="utf-8"
    )
    (finding,) = check_folder(course, on=TODAY)
    assert (finding.code, finding.message, finding.mend, str(finding.severity)) == (
        "rests-on-hidden",
        "the question `q-complaint` rests only on slides that nobody sees (same-wish)",
        "show `same-wish` again, or take the question out",
        "warning",
    )


def test_a_slide_that_is_hidden_twice_is_refused_with_its_line(course: Path) -> None:
    assert found(course, "hidden:\n  - slide: opening\n  - slide: opening\n") == [
        (1, "value-error", "error")
    ]


def test_a_stale_translation_warns_in_an_edition_and_is_an_error_in_the_catalogue(
    course: Path, change: Change
) -> None:
    change("ja/10-what-it-is.md", "業務が止まる", "仕事が止まる")
    (finding,) = check_folder(course, on=TODAY)
    assert (finding.code, str(finding.severity)) == ("stale-translation", "error")
    (course / "edition.yaml").write_text("hidden: []\n", encoding="utf-8")
    (finding,) = check_folder(course, on=TODAY)
    assert (finding.code, str(finding.severity)) == ("stale-translation", "warning")


def test_a_missing_translation_warns_in_an_edition(course: Path, change: Change) -> None:
    change("en/10-what-it-is.md", "kicker: For all employees", 'kicker: ""')
    assert [f.code for f in check_folder(course, on=TODAY)] == ["missing-translation"]
    assert main(["check", str(course), "--on", "2026-11-24"]) == 1
    (course / "edition.yaml").write_text("hidden: []\n", encoding="utf-8")
    assert main(["check", str(course), "--on", "2026-11-24"]) == 0
