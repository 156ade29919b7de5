"""Reading published tables, and which rows of two waves may be compared."""

from __future__ import annotations

from typing import Any

from terakoya.courseware.topic_index import Change, TopicIndex
from terakoya.portal.surveys.selectors_results import changed_units
from terakoya.portal.surveys.tables import (
    NO_COMPARISON,
    HiddenUnit,
    Row,
    Share,
    compare,
    read_table,
)


def stored(score: int, **rows: int) -> dict[str, Any]:
    def row(value: int) -> dict[str, Any]:
        return {"n": "30", "topics": {"reporting": {"score": value, "margin": 3}}}

    return {
        "answered": "60",
        "company": row(score),
        "groups": {unit.removeprefix("u"): row(value) for unit, value in rows.items()},
        "hidden": {"9": "few"},
        "names": {"0": "", "1": "営業部", "2": "製造部", "9": "法務室"},
    }


def test_read_table_gives_rows_reasons_and_shares() -> None:
    table = stored(60, u0=55, u1=70)
    table["company"]["shares"] = {"seen": {"yes": {"score": 30}, "no": {"band": 4}}, "met": None}
    table["comments"] = {"c": ["a", "b"]}
    found = read_table(table)
    index = TopicIndex("reporting", 70, 3, None)
    assert found.rows[0] == Row("1", "営業部", "30", {"reporting": index})
    assert [row.unit for row in found.rows] == ["1", "0"]
    assert found.hidden == (HiddenUnit("9", "法務室", "few"),)
    assert found.shares == {
        "seen": (Share("yes", 30, None), Share("no", None, 4)),
        "met": None,
    }
    assert found.comments == {"c": ("a", "b")}


def test_read_table_of_before_the_index_has_no_margin_and_no_reason() -> None:
    old = {
        "answered": "21",
        "company": {"n": "21", "topics": {"reporting": {"score": 60}}},
        "groups": {},
        "hidden": ["4", "5"],
    }
    found = read_table(old)
    assert found.company is not None
    assert found.company.topics["reporting"] == TopicIndex("reporting", 60, None, None)
    assert [one.reason for one in found.hidden] == ["", ""]
    assert compare(found, read_table(stored(80)), ()).of("", "reporting") is None


def test_read_table_leaves_out_a_row_that_is_the_company_once_more() -> None:
    table = stored(60, u0=60) | {"hidden": {}}
    assert read_table(table).rows == ()


def test_compare_takes_only_rows_that_both_waves_show() -> None:
    before, after = (
        read_table(stored(50, u0=50, u1=50)),
        read_table(stored(60, u0=90, u1=65, u2=70)),
    )
    found = compare(before, after, ())
    assert found.of("", "reporting") == Change(10, 5, is_clear=True)
    assert found.of("1", "reporting") == Change(15, 5, is_clear=True)
    assert found.of("2", "reporting") is None  # the first wave hid it
    assert found.of("0", "reporting") is None  # not the same people
    assert compare(before, after, {"1"}).of("1", "reporting") is None


def test_compare_with_a_wave_that_shows_nothing_is_empty() -> None:
    nothing = read_table({"answered": None, "company": None, "groups": {}, "hidden": {}})
    assert compare(nothing, read_table(stored(60)), ()) == NO_COMPARISON


def test_changed_units_are_those_above_a_unit_of_only_one_wave() -> None:
    sales, first, factory = (1, "/1/"), (3, "/1/3/"), (2, "/2/")
    assert changed_units([sales, first, factory], [sales, factory]) == {"1", "3"}
    assert changed_units([sales, factory], [factory, sales]) == frozenset()


def test_units_of_one_name_are_told_apart_by_what_is_above_them() -> None:
    table = stored(60, u0=50, u1=50, u2=70, u3=55)
    table["names"] = {"0": "", "1": "売場", "2": "外商部", "3": "売場", "9": "売場"}
    above = {"1": "本店", "3": "横浜店／一階", "9": ""}.__getitem__
    found = read_table(table, above)
    assert [row.name for row in found.rows] == ["本店／売場", "外商部", "横浜店／一階／売場", ""]
    assert [unit.name for unit in found.hidden] == ["売場"]
