"""YAML as values with lines: what is text, what is refused and where, and by which parser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.text import yaml_nodes
from terakoya.courseware.text.yaml_lines import Lined, YamlProblem, read_yaml
from terakoya.courseware.text.yaml_nodes import PythonParser, QuickParser, compose
from tests.courseware.laws import law

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(word, word) for word in ("yes", "No", "on", "OFF", "y", "1:30", "2026-1-2", "_1", "+")],
        *[("true", True), ("False", False), ("~", None), ("null", None), ("", None), ("!", None)],
        *[("12", 12), ("-3", -3), ("007", 7), ("1_000", 1000), ("1.5", 1.5), ("-.5", -0.5)],
        *[
            ("1e3", 1000.0),
            ("1.", 1.0),
            ("2026-01-02", dt.date(2026, 1, 2)),
        ],
        *[('"12"', "12"), ("'true'", "true"), ("! 12", 12), ("!!str 12", "12"), ('!!int "7"', 7)],
        *[("「電話」😀", "「電話」😀"), ("http://a/?b=c:d", "http://a/?b=c:d"), ("x#y", "x#y")],
        *[
            ('"\\u3042\\/"', "あ/"),
            ("a\tb", "a\tb"),
            ("a\u2028b", "a\u2028b"),
            ("a\ufeffb", "a\ufeffb"),
        ],
    ],
)
def test_yaml_scalar_is_of_the_kind_that_the_core_schema_says(written: str, value: Any) -> None:
    assert read_yaml(f"key: {written}").value == {"key": value}


BROKEN = (
    "look at the indentation, at unclosed quotation marks and at a colon inside a text; "
    "put such a text in quotation marks"
)
ANCHOR = ("anchors and aliases (& and *) are not used", "write the value out")
QUOTE = "put it in quotation marks"


@pytest.mark.parametrize(
    ("text", "line", "message", "mend"),
    [
        ("a: 1\nb: &x 2", 2, *ANCHOR),
        ("a: 1\nb: &x [2]\nc: *x", 2, *ANCHOR),
        ("a: 1\n&x b: 2", 2, *ANCHOR),
        ("a: 1\nb: &x 2\nc: &x 3", 2, *ANCHOR),
        ("a: 1\nb: *x", 2, *ANCHOR),
        ("a: 1\nb: *強調*", 2, *ANCHOR),
        ("a: 1\nb:\n  c: 1\n  c: 2", 4, "the key `c` stands twice", "keep one of the two"),
        ("a:\n " + "[" * 20 + "1" + "]" * 20, 2, "nested deeper than 20", "make it flatter"),
        ("a:\n" + " [" * 100_000, 2, "nested deeper than 20", "make it flatter"),
        ("a: 1\n[b]: 2", 2, "a list or a mapping is no key", QUOTE),
        ("a: 1\nb: 0o7", 2, "`0o7` is no int", QUOTE),
        ("a: 1\nb: +.inf", 2, "`+.inf` is no float", QUOTE),
        ("a: 1\nb: 2026-13-02", 2, "`2026-13-02` is no timestamp", QUOTE),
        ("a: 1\nb: !x 2", 2, "the tag !x is not used", "remove it"),
        ("a: 1\nb: <<", 2, "the tag tag:yaml.org,2002:merge is not used", "remove it"),
        ("a: 1\nb: >#1 in sales", 2, "`#` stands right after `>`", QUOTE),
        ("a: 1\nb: !!str |#1", 2, "`#` stands right after `|`", QUOTE),
        ("a: 1\n? >#1\n: 2", 2, "`#` stands right after `>`", QUOTE),
        (
            "a: 1\nb: !x%C0%80 2",
            2,
            "this is not YAML (a number in it stands for no character)",
            BROKEN,
        ),
        (
            'a: "\u2028\\UFFFFFFFF"',
            1,
            "this is not YAML (a number in it stands for no character)",
            QUOTE,
        ),
        ("a: 1\r\nb: \x07", 2, "the character U+0007 is not allowed", "remove it"),
        ("a: \ud800", 1, "the character U+D800 is not allowed", "remove it"),
        (
            "a: 1\nb: @x",
            2,
            "this is not YAML (no text begins with `@`)",
            BROKEN,
        ),
        ('a: 1\nb: "\\w"', 2, "this is not YAML (`\\w` stands for no character)", BROKEN),
        (
            "a: 1\nb: c: d",
            2,
            "this is not YAML (a colon stands where none may stand)",
            BROKEN,
        ),
        ("a: 1\nb: [c", 2, "this is not YAML (a bracket is not closed)", BROKEN),
        ("a: 1\nb: [c:, d]", 2, "this is not YAML (a colon stands where none may stand)", BROKEN),
        ("a: 1\nb: 'c", 2, "this is not YAML (a quotation mark is not closed)", BROKEN),
        ("a: 1\nb\nc: 2", 3, "this is not YAML (a colon is missing)", BROKEN),
        ("a: 1\n- b", 2, "this is not YAML (a line does not fit those above it)", BROKEN),
        ("%X\na: 1", 1, "this is not YAML (its form is not clear)", BROKEN),
        ("a: 1\n---\nb: 2", 2, "this is not YAML (a second document begins)", BROKEN),
    ],
)
def test_yaml_is_refused_with_line_and_mending(
    text: str, line: int, message: str, mend: str
) -> None:
    with pytest.raises(YamlProblem) as refused:
        read_yaml(text)
    problem = refused.value
    assert (problem.line, problem.message, problem.mend) == (line, message, mend)


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_yaml_remembers_lines_and_what_a_number_sign_cuts_off(start: str, end: str) -> None:
    lines = [
        "電話: 😀 警察相談専用電話 #9110",
        "# a comment of its own",
        "steps:",
        '  - {text: "x # y", why: 1 # a number}',
        "    }",
        "  - 二行の",
        "    文 # 注",
        "empty: # nothing",
    ]
    assert read_yaml(start + end.join(lines), 10) == Lined(
        {
            "電話": "😀 警察相談専用電話",
            "steps": [{"text": "x # y", "why": 1}, "二行の 文"],
            "empty": None,
        },
        {
            (): 10,
            ("電話",): 10,
            ("steps",): 12,
            ("steps", 0): 13,
            ("steps", 0, "text"): 13,
            ("steps", 0, "why"): 13,
            ("steps", 1): 15,
            ("empty",): 17,
        },
        ((10, "#9110"), (16, "# 注"), (17, "# nothing")),
    )


@pytest.mark.parametrize("end", ["", "\n"])
def test_yaml_that_ends_too_early_is_refused_in_its_last_line(end: str) -> None:
    with pytest.raises(YamlProblem) as refused:
        read_yaml(f"a: 1\nb: [{end}")
    assert refused.value.line == 2 + len(end)


def test_yaml_of_line_marks_older_than_1_2_keeps_its_lines() -> None:
    assert read_yaml('a: "x\u2028y"\nb: z\x85\nc: "\ufeff"') == Lined(
        {"a": "x\u2028y", "b": "z", "c": "\ufeff"}, {(): 1, ("a",): 1, ("b",): 2, ("c",): 3}
    )


def seen(node: yaml.Node | None) -> Any:
    """A node as values: kind, text, where it begins and, of a text, where it ends."""
    if node is None:
        return None
    begin = (node.tag, node.start_mark.line, node.start_mark.index)
    if isinstance(node, yaml.MappingNode):
        return *begin, [(seen(key), seen(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return *begin, [seen(one) for one in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return *begin, node.value, node.style or "", _end(node)


def _end(node: yaml.ScalarNode) -> int | None:
    """The end of a text on its line; of a block the parsers count blank lines otherwise."""
    return None if (node.style or "") in ("|", ">") else node.end_mark.index


def composed(parser: type[Any], text: str) -> Any:
    return seen(parser(text).get_single_node())


@pytest.mark.parametrize("text", ['"\\w"', "b: c", "@", "[b", "'b", "!x%C0%80 b", '"\\UFFFFFFFF"'])
def test_both_parsers_refuse_in_the_same_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does each version of Python and of libyaml, whatever they say themselves."""

    def refusal() -> str:
        compose.cache_clear()
        with pytest.raises(YamlProblem) as refused:
            read_yaml(f"a: {text}")
        return refused.value.message

    with_libyaml = refusal()
    monkeypatch.setattr(yaml_nodes, "QuickParser", PythonParser)
    assert refusal() == with_libyaml


def test_both_parsers_read_the_corpus_alike() -> None:
    files = sorted((ROOT / "tests/corpus/every-layout").glob("**/*.yaml"))
    differing = [
        file
        for file in files
        if composed(PythonParser, text := file.read_text("utf-8")) != composed(QuickParser, text)
    ]
    assert (bool(files), differing) == (True, [])


words = st.sampled_from(
    [
        "文",
        "a b",
        "12",
        "1.5",
        "true",
        "~",
        "x#y",
        "a:b",
        "😀",
        '"q: # "',
        "'s''q'",
        '"二\n  行"',
        "",
    ]
)
comments = st.sampled_from(["", "", " # 注", " #9110"])


@st.composite
def blocks(draw: st.DrawFn, indent: int = 0) -> str:
    """An indented YAML text: mappings, lists, flow, quoted and folded texts, comments."""
    form = draw(st.sampled_from(["word", "flow", "folded", "list", "mapping"]))
    pad = "\n" + " " * indent
    if form == "word" or indent > 6:
        return draw(words) + draw(comments)
    if form == "flow":
        inner = ", ".join(draw(st.lists(words.filter(bool), max_size=3)))
        return f"[{inner}]" + draw(comments)
    if form == "folded":
        kind = draw(st.sampled_from(["|", ">", "|-", ">+"]))
        return kind + draw(comments) + pad + pad.join(draw(st.lists(words, min_size=1, max_size=3)))
    inner_blocks = draw(st.lists(blocks(indent + 2), min_size=1, max_size=3))
    if form == "list":
        return "".join(f"{pad}- {one}" for one in inner_blocks)
    return "".join(f"{pad}鍵{number}: {one}" for number, one in enumerate(inner_blocks))


@law
@given(blocks(2), st.sampled_from(["\n", "\r\n"]))
def test_both_parsers_read_what_an_author_may_write_alike(text: str, end: str) -> None:
    text = f"key: {text}\n".replace("\n", end)
    try:
        expected = composed(PythonParser, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        with pytest.raises(yaml.MarkedYAMLError) as refused:
            composed(QuickParser, text)
        found = refused.value.problem_mark
        assert (found and found.line) == (mark and mark.line)
    else:
        assert composed(QuickParser, text) == expected


def test_yaml_composed_once_is_not_composed_again() -> None:
    text = "once: 一度だけ"
    assert compose(text) is compose(text)
