"""Every value that can be changed has a path, and can be set by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.errors import UnfitValue
from terakoya.courseware.field_names import field_label
from terakoya.courseware.fields import Leaf, fields_of, with_fields
from terakoya.courseware.model import Part

from ..courses import flagship_material


def parts() -> Iterator[Part]:
    """Every part of the flagship course that has fields, once."""
    course = flagship_material().course
    yield course.meta
    yield from (*course.facts, *course.glossary, *course.readings)
    for text in course.texts:
        yield from (*text.chapters, *text.bank, text.survey, text.test)
        yield from (slide for _, slide in text.every_slide())
        yield from (*text.survey.items, *text.test.questions)


def changed(value: Leaf) -> Leaf:
    if isinstance(value, bool):
        return not value
    return f"{value}x" if isinstance(value, str) else value


def test_fields_of_a_case_are_named_by_letter_axis_and_number() -> None:
    case = next(s for _, s in flagship_material().course.source.slides() if s.layout == "case")
    paths = list(fields_of(case))
    assert [p for p in paths if p.startswith(("choices.a", "verdict.manner", "narration"))] == [
        *(f"narration.{number}" for number in range(len(case.narration))),
        *(f"choices.a.{name}" for name in ("text", "why", "correct")),
        *(f"verdict.manner.{name}" for name in ("judgement", "word", "reason")),
    ]
    assert not {"id", "layout", "source_hash"} & set(paths)


def test_setting_every_field_to_what_it_holds_gives_the_same_part() -> None:
    for part in parts():
        assert with_fields(part, fields_of(part)) == part


def test_setting_a_text_changes_that_field_and_no_other() -> None:
    slide = flagship_material().course.source.chapters[0].slides[1]
    for path in ("title", "narration.0"):
        fields = fields_of(slide)
        other = with_fields(slide, {path: changed(fields[path])})
        assert fields_of(other) == {**fields, path: changed(fields[path])}


@pytest.mark.parametrize(
    ("path", "value"), [("narration.99", "x"), ("id", "x"), ("required", "sometimes")]
)
def test_a_field_that_is_not_there_or_cannot_hold_the_value_is_refused(
    path: str, value: str
) -> None:
    slide = flagship_material().course.source.chapters[0].slides[1]
    with pytest.raises(UnfitValue, match="→"):
        with_fields(slide, {path: value})


def test_a_hidden_slide_and_a_variable_have_paths() -> None:
    settings = EditionSettings.model_validate(
        {"variables": {"desk.name": {"ja": "人事部"}}, "hidden": [{"slide": "a-b", "reason": "r"}]}
    )
    assert fields_of(settings) == {
        "base": "",
        "variables.desk.name.ja": "人事部",
        "hidden.a-b.reason": "r",
    }


@pytest.mark.parametrize(
    ("path", "ja", "en"),
    [
        ("title", "タイトル", "Title"),
        ("picture.alt", "絵の説明", "Picture Alternative text"),
        ("narration.1", "ナレーション文 2段落目", "Narration, paragraph 2"),
        ("text.0", "本文 1行目", "Text, line 1"),
        ("items.0.head", "項目1 見出し", "Item 1 Head"),
        ("choices.b.why", "選択肢B その理由", "Choice B Why"),
        ("verdict.demand.reason", "要求の内容 理由", "Demand Reason"),
        ("rows.1.cells.0", "表 2行目 1列目", "Row 2 column 1"),
        ("cells.3.result", "4つ目のます 結論", "Cell 4 Result"),
        ("media.scene-talk.svg", "絵のファイル scene-talk.svg", "Picture file scene-talk.svg"),
        ("languages.en", "言語 英語", "Languages English"),
        ("hidden", "非表示", "Hidden"),
        ("title.ja", "タイトル 日本語", "Title Japanese"),
        ("left.points.0", "左 要点1", "Left Points 1"),
        ("variables.desk.name.default.en", "会社ごとの値 desk.name 既定の値 英語",
         "Company variables desk.name Default English"),
    ],
)  # fmt: skip
def test_field_label_says_in_words_which_field(path: str, ja: str, en: str) -> None:
    assert (field_label(path, "ja"), field_label(path, "en")) == (ja, en)


def test_every_field_of_a_course_has_a_japanese_name() -> None:
    unnamed = {
        path
        for part in parts()
        for path in fields_of(part)
        if not any(ord(sign) > 0x3000 for sign in field_label(path, "ja"))
    }
    assert unnamed == set()


def test_the_key_of_an_answer_is_nothing_that_people_read() -> None:
    assert field_label("scale.agree.text", "ja") == "共通の回答 本文"
    assert field_label("options.b.text", "ja") == field_label("options.1.text", "ja").replace(
        "2", "B"
    )
