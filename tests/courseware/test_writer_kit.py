"""The kit as Word files: values, blanks, styles, and values that somebody meant badly."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from terakoya.courseware.cli.commands import main
from terakoya.courseware.formats import FORMATS
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.kit import NoKit, write_kit
from terakoya.courseware.formats.kit.filling import (
    FilledDocument,
    Filling,
    Look,
    Points,
    Runs,
    Table,
    Text,
    cites_by_source,
)
from terakoya.courseware.formats.kit.paper import pdf_file
from terakoya.courseware.formats.kit.word import word_file
from terakoya.courseware.formats.kit.words import kit_words
from terakoya.courseware.kit import kit_of
from terakoya.courseware.model import Material
from tests.selection import deep

from ..courses import flagship_material
from .office_session import Office

ROOT = Path(__file__).parents[2]
FLAGSHIP = ROOT / "courses" / "stop-customer-harassment"
Day = dt.date | None
DAY = dt.date(2026, 11, 28)
VALUES = {
    "company.name": "株式会社みほん商事",
    "company.prefecture": "東京都",
    "desk.name": "人事部 相談窓口",
    "desk.person": "山田 花子",
    "desk.extension": "内線 1234",
    "desk.hours": "平日 9:00〜17:00",
    "supervisor.rule": "迷うときは、その日のシフト責任者を呼びます。",
    "policy.url": "https://intra.mihon.example/policy",
}
NAMES = {
    "ja": [
        "0 4本柱の点検表",
        "1 基本方針",
        "2 対応ルール",
        "3 対応マニュアルひな形",
        "4 相談窓口の掲示",
        "5 相談受付票",
        "6 警告文ひな形",
    ],
    "en": [
        "0 Checklist",
        "1 Policy",
        "2 Rules",
        "3 Manual template",
        "4 Desk notice",
        "5 Intake form",
        "6 Warning letter template",
    ],
}


@pytest.fixture(scope="module")
def material() -> Material:
    return flagship_material()


def kit_documents(
    material: Material, language: str, *, values: Mapping[str, str] | None = None, on: Day
) -> tuple[FilledDocument, ...]:
    kit = kit_of(material)
    assert kit is not None
    return Filling(kit, language, values or {}, on).documents()


@cache
def kit_of_values(
    language: str, values: tuple[tuple[str, str], ...] = tuple(VALUES.items()), on: Day = DAY
) -> bytes:
    """The kit of the flagship, made once for all that look into the same one."""
    return write_kit(flagship_material(), language, values=dict(values), on=on)


@cache
def packed_words(
    language: str, values: tuple[tuple[str, str], ...] = (), on: Day = DAY
) -> dict[str, bytes]:
    """The Word files of a kit by their names in it, made once and without those for paper."""
    documents = kit_documents(flagship_material(), language, values=dict(values), on=on)
    return {f"Word/{one.file_name}.docx": word_file(one) for one in documents}


def word_files(
    material: Material, language: str, values: Mapping[str, str], on: Day = DAY
) -> dict[str, Any]:
    """The Word files by the number in their name."""
    packed = packed_words(language, tuple(values.items()), on)
    return {
        name.removeprefix("Word/")[0]: Document(io.BytesIO(content))
        for name, content in packed.items()
    }


def words_in(packed: bytes) -> dict[str, bytes]:
    """The Word files of a kit as it is packed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        return {one: files.read(one) for one in files.namelist() if one.startswith("Word/")}


def words_of(word: Any) -> str:
    """Everything that a reader of the file sees, foot and tables too."""
    parts = (word.element.body, word.sections[0].header._element, word.sections[0].footer._element)
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for part in parts
        for paragraph in part.iter(qn("w:p"))
    )


def styled(word: Any, style: str) -> list[str]:
    """The runs of a character style."""
    return [
        "".join(text.text or "" for text in run.iter(qn("w:t")))
        for run in word.element.body.iter(qn("w:r"))
        if (found := run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")) is not None
        and found.get(qn("w:val")) == style.replace(" ", "")
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_kit_has_every_document_in_each_language(language: str) -> None:
    packed = words_in(kit_of_values(language))
    assert list(packed) == [f"Word/{name}.docx" for name in NAMES[language]]
    assert packed == packed_words(language, tuple(VALUES.items()))


# Deep: test_command_builds_the_kit_on_a_day compares bytes, and the day stands in each document.
@pytest.mark.deep
@pytest.mark.parametrize("language", ["ja", "en"])
def test_kit_has_the_same_bytes_each_time_and_others_on_another_day(
    material: Material, language: str
) -> None:
    packed = kit_of_values(language)
    assert packed == write_kit(material, language, values=VALUES, on=DAY)
    assert packed != write_kit(material, language, values=VALUES, on=DAY + dt.timedelta(days=1))


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_values_stand_in_the_documents_and_their_blanks_are_gone(
    material: Material, language: str
) -> None:
    full, empty = word_files(material, language, VALUES), word_files(material, language, {}, None)
    notice = words_of(full["4"])
    assert [one for key, one in VALUES.items() if "desk." in key and one not in notice] == []
    assert styled(full["4"], "Kit Blank") == []
    assert len(styled(empty["4"], "Kit Blank")) == len(styled(empty["4"], "Kit Hint")) == 5
    assert all(set(one) == {"＿"} for word in empty.values() for one in styled(word, "Kit Blank"))
    hints = {"ja": "（相談窓口の担当者）", "en": " (person in charge of the desk)"}
    assert hints[language] in styled(empty["4"], "Kit Hint")
    assert not any(re.search(r"\{[a-z]", words_of(word)) for word in empty.values())


def test_rule_without_a_value_shows_an_example(material: Material) -> None:
    rules = word_files(material, "ja", {}, None)["2"]
    hint = "（引き継ぎの決まり。例：迷うときは、その日のシフト責任者を呼びます。）"
    assert hint in styled(rules, "Kit Hint")
    assert hint not in words_of(word_files(material, "ja", VALUES)["2"])


@pytest.mark.parametrize(
    ("prefecture", "said"),
    [
        ("東京都", ["東京都カスタマー・ハラスメント防止条例（令和6年東京都条例第140号"]),
        ("埼玉県", ["埼玉県のカスハラ防止条例（2026年7月1日施行）"]),
        ("群馬県", ["群馬県のカスハラ防止条例", "嬬恋村のカスハラ防止条例"]),
        ("三重県", ["事業所が桑名市にあるときは"]),
        ("大阪府", ["条例があるときは、名前と施行日をここに書きます："]),
        ("", ["条例があるときは、名前と施行日をここに書きます："]),
    ],
)
def test_manual_names_the_ordinance_of_the_prefecture(
    material: Material, prefecture: str, said: list[str]
) -> None:
    manual = kit_documents(material, "ja", values={"company.prefecture": prefecture}, on=DAY)[3]
    [named] = [one for one in manual.blocks if isinstance(one, Points)][:1]
    words = ["".join(run.text for run in item) for item in named.items]
    assert len(words) == len(said)
    assert all(part in one for part, one in zip(said, words, strict=True))
    cites = " ".join(manual.foot)
    assert ("2025年4月1日施行" in cites) == (prefecture in {"東京都", "群馬県", "三重県"})


def test_checklist_tells_what_is_empty_and_claims_nothing_done(material: Material) -> None:
    def missing(values: Mapping[str, str]) -> list[str]:
        checklist = kit_documents(material, "ja", values=values, on=DAY)[0]
        tables = [one for one in checklist.blocks if isinstance(one, Table)]
        cells = [row[2] for table in tables[:-1] for row in table.rows]
        return ["".join(run.text for run in line) for lines in cells for line in lines]

    full, empty = missing(VALUES), missing({})
    deeds = [one for one in full if one.startswith("□ ")]
    assert deeds == [one for one in empty if one.startswith("□ ")] and len(deeds) > 10
    assert [one for one in full if one not in deeds] == ["会社の情報はそろっています。"] * 3
    assert [one for one in empty if one not in deeds] == [
        "空いている会社の情報：基本方針を載せた場所",
        "空いている会社の情報：引き継ぎの決まり",
        "空いている会社の情報：相談窓口の名前、相談窓口の担当者、相談窓口の連絡先、相談窓口の受付時間",
    ]
    some = missing({**VALUES, "desk.person": "  "})
    assert "空いている会社の情報：相談窓口の担当者" in some


def test_sources_of_one_law_or_guideline_stand_together() -> None:
    cites = [
        "国の指針（相談体制）",
        "法 第33条第1項",
        "手引 41ページ",
        "国の指針",
        "国の指針（対応の例）",
    ]
    cites += ["手引 23〜24ページ", "法 第34条第2項", "手引 41ページ、国の指針", "法 第33条第1項"]
    assert cites_by_source(cites, kit_words("ja")) == [
        *("国の指針（相談体制、対応の例）", "法 第33条第1項、第34条第2項", "手引 23〜24、41ページ"),
        *("国の指針", "手引 41ページ、国の指針"),
    ]
    english = ["Manual, p. 41", "Guideline (desk)", "Manual, pp. 23–24 and 36", "Guideline (care)"]
    assert cites_by_source(english, kit_words("en")) == [
        "Manual, pp. 23–24, 36, 41",
        "Guideline (desk, care)",
    ]


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_each_document_ends_with_day_sources_and_caution(material: Material, language: str) -> None:
    day, cite, caution, none = {
        "ja": (
            "作成日：2026年11月28日",
            "根拠：",
            "弁護士や社会保険労務士",
            "＿＿＿＿年＿＿月＿＿日",
        ),
        "en": (
            "Made on: 28 November 2026",
            "Sources: ",
            "lawyer or labour consultant",
            "＿＿ ＿＿＿",
        ),
    }[language]
    dated = word_files(material, language, VALUES)
    undated = word_files(material, language, {}, None)
    for word in dated.values():
        words = words_of(word)
        assert day in words and cite in words and caution in words
        assert "奨励金" not in words
    assert all(none in words_of(word) for word in undated.values())


def test_what_is_shown_to_others_tells_the_company_on_a_page_of_its_own(
    material: Material,
) -> None:
    for number, word in word_files(material, "ja", VALUES).items():
        apart = [one for one in word.paragraphs if one.paragraph_format.page_break_before]
        assert len(apart) == (number in "146"), number
        if apart:
            after = word.element.body.index(apart[0]._p)
            texts = [one for one in word.paragraphs if "根拠：" in one.text]
            assert [word.element.body.index(one._p) > after for one in texts] == [True]


def test_files_are_made_of_styles_that_word_knows(material: Material) -> None:
    for word in word_files(material, "ja", VALUES).values():
        page = word.sections[0]
        assert [round(one.mm) for one in (page.page_width, page.page_height)] == [210, 297]
        styles = {one.style.name for one in word.paragraphs}
        assert (
            {"Title"}
            <= styles
            <= {
                *("Title", "Heading 1", "Normal", "List Bullet", "List Number"),
                *("Kit Note", "Kit Box", "Kit Large", "Kit End", "Kit Check"),
            }
        )
        fields = [one.get(qn("w:instr")) for one in page.footer._element.iter(qn("w:fldSimple"))]
        assert fields in (["PAGE"], ["PAGE", "NUMPAGES"])
        defaults = word.styles.element.find(qn("w:docDefaults"))
        [fonts] = defaults.iter(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "游ゴシック"
        for table in word.tables:
            assert table.style.name in {"Kit Table", "Kit Form"}
            has_head = table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
            assert has_head == (table.style.name == "Kit Table")


def test_files_pass_the_office_validator(material: Material, tmp_path: Path) -> None:
    packed = kit_of_values("ja")
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        files.extractall(tmp_path)
    found = {
        path.name: [str(one) for one in OpenXmlValidator().validate(str(path)).errors]
        for path in sorted(tmp_path.glob("Word/*.docx"))
    }
    assert found == {f"{name}.docx": [] for name in NAMES["ja"]}


HOSTILE = [
    "<w:t>&\"'</w:t>]]><!--",
    "{company.name} **太字** {顧客|こきゃく} {desk.name}",
    '#import "x"; $x$ \\ " *a* _b_ `c` @d',
    "改\n行\tと\x00制御\x1b文字\ud800",
    '=HYPERLINK("http://a.example")',
    "長" * 400,
    "../../etc/passwd",
    "‮うら返し𠮷😀",
]


def assert_says(notice: Any, value: str) -> None:
    """What its reader sees of a hostile value: its words, at every place of the desk's."""
    shown = " ".join("".join(c for c in value if c not in "\x00\x1b\ud800").split())
    assert words_of(notice).count(shown) >= 4
    assert notice.core_properties.author == shown[:255]


# Every document is made with these, in the deep run with each; the notice, which shows them at
# the most places, with all.
WHOLE = ("../../etc/passwd",)


@pytest.mark.parametrize("value", [*WHOLE, *deep(*(one for one in HOSTILE if one not in WHOLE))])
def test_hostile_values_are_words_and_nothing_else(material: Material, value: str) -> None:
    packed = write_kit(material, "ja", values=dict.fromkeys(VALUES, value), on=DAY)
    files = zipfile.ZipFile(io.BytesIO(packed))
    assert set(files.namelist()) >= {f"Word/{name}.docx" for name in NAMES["ja"]}
    assert all(re.fullmatch(r"(Word|PDF)/\d [^/\\.]+\.(docx|pdf)", one) for one in files.namelist())
    assert_says(Document(io.BytesIO(files.read("Word/4 相談窓口の掲示.docx"))), value)


@pytest.mark.parametrize("value", [one for one in HOSTILE if one not in WHOLE])
def test_hostile_values_are_words_of_the_notice(material: Material, value: str) -> None:
    document = kit_documents(material, "ja", values=dict.fromkeys(VALUES, value), on=DAY)[4]
    assert document.file_name == "4 相談窓口の掲示"
    assert_says(Document(io.BytesIO(word_file(document))), value)
    assert pages_of(pdf_file(document))


def test_runs_tell_words_and_blanks_apart(material: Material) -> None:
    def looks(runs: Runs) -> list[Look]:
        return [one.look for one in runs]

    [text, *_rest] = kit_documents(material, "ja", on=DAY)[1].blocks
    assert isinstance(text, Text)
    assert looks(text.lines[0]) == [Look.BLANK, Look.HINT, Look.PLAIN]


def test_course_without_a_kit_has_no_file(
    material: Material, course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without = read_folder(course)
    assert (FORMATS["kit"].has_file(material, "ja"), FORMATS["kit"].has_file(without, "ja")) == (
        True,
        False,
    )
    with pytest.raises(NoKit, match="has no kit"):
        write_kit(without, "ja")
    out = tmp_path / "out"
    assert main(["build", str(course), "--to", "pdf,kit", "--out", str(out)]) == 2
    assert "every-layout has no kit. → Add kit.yaml" in capsys.readouterr().err
    assert not out.exists()


def test_command_builds_the_kit_on_a_day(tmp_path: Path) -> None:
    arguments = ["build", str(FLAGSHIP), "--to", "kit", "--lang", "ja", "--on", "2026-11-28"]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    [file] = tmp_path.iterdir()
    assert file.name == "stop-customer-harassment-ja.kit.zip"
    assert words_in(file.read_bytes()) == packed_words("ja")
    with zipfile.ZipFile(file) as packed:
        names = [one for one in packed.namelist() if one.startswith("PDF/")]
        notice = kit_documents(flagship_material(), "ja", on=DAY)[4]
        assert packed.read(f"PDF/{notice.file_name}.pdf") == pdf_file(notice)
    assert names == [f"PDF/{name}.pdf" for name in NAMES["ja"]]


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, without spaces and breaks."""
    document = pypdfium2.PdfDocument(pdf)
    assert {tuple(round(side) for side in page.get_size()) for page in document} == {(595, 842)}
    return [bare(page.get_textpage().get_text_bounded()) for page in document]


def bare(text: str) -> str:
    """Without spaces, breaks and hyphens: PDFium takes one at a line's end for a broken word."""
    return "".join(text.split()).translate(dict.fromkeys(map(ord, "-\x02\ufffe")))


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_pdf_says_what_the_word_file_says(material: Material, language: str) -> None:
    packed = zipfile.ZipFile(io.BytesIO(kit_of_values(language)))
    names = [one for one in packed.namelist() if one.startswith("PDF/")]
    assert names == [f"PDF/{name}.pdf" for name in NAMES[language]]
    for document in kit_documents(material, language, values=VALUES, on=DAY):
        pages = pages_of(packed.read(f"PDF/{document.file_name}.pdf"))
        printed = "".join(pages)
        word = Document(io.BytesIO(packed.read(f"Word/{document.file_name}.docx")))
        said = [one.text for one in word.paragraphs] + [
            one.text for table in word.tables for row in table.rows for one in row.cells
        ]
        lines = [bare(line) for text in said for line in text.replace("□", "\n").split("\n")]
        # What stands on two pages has the foot of one and the head of the other in its midst.
        # Policy, notice and letter are one page, and what is told of them another.
        assert len(pages) == (3 if document.file_name.startswith("3") else 2)
        missing = [one for one in lines if one and one not in printed]
        assert missing == []
        assert all(bare(document.made_on) in one for one in pages)


def test_pdf_is_tagged_and_says_what_it_is(material: Material) -> None:
    [notice] = [zipfile.ZipFile(io.BytesIO(kit_of_values("ja"))).read("PDF/4 相談窓口の掲示.pdf")]
    with pikepdf.open(io.BytesIO(notice)) as document:
        assert document.Root.Lang == "ja-JP" and document.Root.MarkInfo.Marked
        assert str(document.docinfo["/Title"]) == "カスハラで困ったら、相談窓口へ"
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261128")
    shown, apart = pages_of(notice)
    assert "お約束します" in shown and "根拠" not in shown
    assert "根拠" in apart and "弁護士" in apart


@pytest.mark.office
def test_libreoffice_opens_every_word_file(
    material: Material, soffice: Office, tmp_path: Path
) -> None:
    """On as many pages as a company expects, none of them empty."""
    packed = packed_words("ja")
    for name in NAMES["ja"]:
        (tmp_path / f"{name[0]}.docx").write_bytes(packed[f"Word/{name}.docx"])
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    command = [*soffice, "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pages = {path.stem: pages_of(path.read_bytes()) for path in sorted(tmp_path.glob("*.pdf"))}
    assert all(len(one) > 40 for several in pages.values() for one in several)
    counts = {number: len(several) for number, several in pages.items()}
    assert {key: counts[key] for key in "456"} == {"4": 2, "5": 2, "6": 2}
    assert sorted(counts) == list("0123456") and max(counts.values()) <= 5
