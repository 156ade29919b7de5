"""What the model refuses, in sentences of ours in each language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from terakoya.courseware import misfits
from terakoya.courseware.misfits import Misfit, misfits_in
from terakoya.courseware.model import Course, CourseMeta, Part, TestPool, Voice

LANGUAGES = Path(misfits.__file__).parent / "languages"
QUESTION: dict[str, object] = {"id": "A!", "kind": "x", "text": None, "choices": [], "tags": 5}
SLIDES: list[dict[str, object]] = [
    {"layout": "nix"},
    {"id": "a"},
    {"layout": "table", "columns": ["x"] * 6},
]
TEXTS = [{"chapters": [{"slides": SLIDES}]}]


def refused(kind: type[Part], values: dict[str, object]) -> dict[str, Misfit]:
    """What the model refuses, by the way to it."""
    with pytest.raises(ValidationError) as error:
        kind.model_validate(values)
    return {".".join(map(str, one.path)): one for one in misfits_in(error.value)}


@pytest.mark.parametrize(
    ("kind", "values", "path", "japanese"),
    [
        (TestPool, {}, "title", "「title」がありません → 書き足してください"),
        (TestPool, {"x": 1}, "x", "「x」という項目はありません → つづりを直すか、消してください"),
        (TestPool, {"title": 5}, "title", "「title」が文字ではありません → 引用符で囲んでください"),
        (
            TestPool,
            {"questions": [QUESTION]},
            "questions.0.choices",
            "「questions.0.choices」は2つ以上が必要で、今は0つです → 書き足してください",
        ),
        (
            TestPool,
            {"questions": [QUESTION]},
            "questions.0.kind",
            "「questions.0.kind」に使えない値があります → "
            "'single'、'multiple'、'truefalse'、'scene'のどれかにしてください",
        ),
        (
            TestPool,
            {"questions": [QUESTION]},
            "questions.0.tags",
            "「questions.0.tags」の値の種類が違います → "
            "文字、数、日付、一覧のどれが入るかを確かめて、直してください",
        ),
        (
            TestPool,
            {"questions": [QUESTION]},
            "questions.0.id",
            "「questions.0.id」に使えない文字があります → 半角の小文字、数字、ハイフンで"
            "書いてください（画像の名前は .svg、.png、.jpg で終え、会社の情報は"
            "「group.name」の形にします）",
        ),
        (
            CourseMeta,
            {"id": "a" * 65},
            "id",
            "「id」は64字までです → 短くしてください",
        ),
        (
            CourseMeta,
            {"pass_mark": -1},
            "pass_mark",
            "「pass_mark」が0より小さくなっています → 0以上にしてください",
        ),
        (
            CourseMeta,
            {"effective_on": "x"},
            "effective_on",
            "「effective_on」の値の種類が違います → "
            "文字、数、日付、一覧のどれが入るかを確かめて、直してください",
        ),
        (Voice, {"speed": 2}, "speed", "「speed」が2.0以上です → 2.0より小さくしてください"),
        (
            Voice,
            {"speed": 0.5},
            "speed",
            "「speed」が0.5以下です → 0.5より大きくしてください",
        ),
        (
            Course,
            {"texts": TEXTS},
            "texts.0.chapters.0.slides.0",
            "「texts.0.chapters.0.slides.0」のレイアウト「nix」はありません → "
            "レイアウトの名前を直してください",
        ),
        (
            Course,
            {"texts": TEXTS},
            "texts.0.chapters.0.slides.1",
            "「texts.0.chapters.0.slides.1」にレイアウトの名前がありません → 書き足してください",
        ),
        (
            Course,
            {"texts": TEXTS},
            "texts.0.chapters.0.slides.2.table.columns",
            "「texts.0.chapters.0.slides.2.table.columns」は5つまでで、それより多くあります → "
            "減らしてください",
        ),
    ],
)
def test_each_kind_of_fault_has_a_sentence(
    kind: type[Part], values: dict[str, object], path: str, japanese: str
) -> None:
    misfit = refused(kind, values)[path]
    assert f"{misfit.message('ja')} → {misfit.mend('ja')}" == japanese
    assert f"`{path}`" in misfit.message("en")


def test_a_fault_of_no_known_kind_is_named_and_pydantic_speaks_in_english_alone() -> None:
    misfit = Misfit(("meta", 0), "value_error", {"message": "the slide is hidden twice"})
    assert misfit.message("en") == "`meta.0`: the slide is hidden twice"
    assert misfit.message("ja") == "「meta.0」の値が正しくありません"
    assert Misfit((), "value_error", {"message": "x"}).message("ja").startswith("「全体」")


def test_japanese_has_each_sentence_and_quotes_no_english() -> None:
    words = {
        language: json.loads((LANGUAGES / f"{language}.json").read_text("utf-8"))["misfit"]
        for language in ("ja", "en")
    }
    assert words["ja"].keys() == words["en"].keys()
    assert [one for one in words["ja"].values() if re.search(r"\{message\}", one)] == []
