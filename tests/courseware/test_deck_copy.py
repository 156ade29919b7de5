"""What LibreOffice is given of a stranger's deck leads nowhere, however the address is written."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping

import pytest
from lxml import etree

from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.office import deck_copy, deck_pdf, pdf_pictures
from terakoya.courseware.office.deck_copy import without_outside
from tests.courseware.deck_reading import corpus
from tests.courseware.hostile_files import png

RELS = "ppt/slides/_rels/slide1.xml.rels"
SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{SPACE}">'
KEPT = '<Relationship Id="rId1" Type="t/image" Target="../media/image1.png"/>'
FOOT = "</Relationships>"
SECRET = "http://127.0.0.1:9/secret"


def deck_of(parts: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def copied(parts: Mapping[str, bytes | str]) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(without_outside(deck_of(parts)))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def relations(part: bytes) -> list[dict[str, str]]:
    return [
        {str(k): str(v) for k, v in one.attrib.items()}
        for one in etree.fromstring(part).iter(f"{{{SPACE}}}Relationship")
    ]


OUTSIDE = {
    "as office programs write it": (
        f'<Relationship Id="rId2" Type="t/image" Target="{SECRET}" TargetMode="External"/>'
    ),
    "end tag apart": (
        f'<Relationship Id="rId2" Type="t/image" Target="{SECRET}" TargetMode="External">'
        "</Relationship>"
    ),
    "space before the end": (
        f'<Relationship Id="rId2" Type="t/image" Target="{SECRET}" TargetMode="External" \n/>'
    ),
    "character reference in the value": (
        f'<Relationship Id="rId2" Type="t/image" Target="{SECRET}" TargetMode="Ext&#101;rnal"/>'
    ),
    "namespace prefix": (
        f'<p:Relationship xmlns:p="{SPACE}" Id="rId2" Type="t" Target="{SECRET}" '
        'TargetMode="External"/>'
    ),
    "> in an attribute": (
        f'<Relationship Id="a>b" Type="t/image" Target="{SECRET}" TargetMode="External"/>'
    ),
    "mode in another case": (
        f'<Relationship Id="rId2" Type="t/image" Target="{SECRET}" TargetMode=" EXTERNAL "/>'
    ),
    "attribute in another case": (
        '<Relationship Id="rId2" Type="t/image" Target="x" targetmode="External"/>'
    ),
    "attribute of another namespace": (
        '<Relationship xmlns:x="y" Id="rId2" Type="t" Target="x" x:TargetMode="External" '
        'TargetMode="Internal"/>'
    ),
    "line break inside": (
        f'<Relationship\n\tId="rId2" Type="t" Target="{SECRET}"\n\tTargetMode\n=\n"External"\n/>'
    ),
    "nested": (
        '<Relationship Id="rId1" Type="t/image" Target="../media/image1.png">'
        f'<Relationship Id="rId2" Type="t" Target="{SECRET}" TargetMode="External"/></Relationship>'
    ),
    "comment before the end": (
        f'<Relationship Id="rId2" Type="t" Target="{SECRET}" TargetMode="External"><!-- / -->'
        "</Relationship>"
    ),
    "called internal": f'<Relationship Id="rId2" Type="t/image" Target="{SECRET}"/>',
    "a file": '<Relationship Id="rId2" Type="t/image" Target="file:///etc/hostname"/>',
    "a share": '<Relationship Id="rId2" Type="t/image" Target="//host/share/x.png"/>',
    "a share as Windows writes it": (
        '<Relationship Id="rId2" Type="t/image" Target="\\\\host\\share\\x.png"/>'
    ),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_no_way_of_writing_a_relationship_leads_outside(case: str) -> None:
    part = copied({RELS: HEAD + KEPT + OUTSIDE[case] + FOOT})[RELS]
    assert [one["Target"] for one in relations(part)][:1] == ["../media/image1.png"]
    assert [one for one in relations(part) if one["Target"] != "../media/image1.png"] == []
    assert b"127.0.0.1" not in part and b"xternal" not in part.lower()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp932"])
def test_an_encoding_hides_nothing(encoding: str) -> None:
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    text = HEAD.replace("UTF-8", named) + KEPT + OUTSIDE["end tag apart"] + FOOT
    part = copied({RELS: text.encode(encoding)})[RELS]
    assert relations(part) == [{"Id": "rId1", "Type": "t/image", "Target": "../media/image1.png"}]
    assert part.startswith(b"<?xml version='1.0' encoding='UTF-8'")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + KEPT,
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "External">]>' + HEAD[38:] + KEPT + FOOT,
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        "",
        HEAD + '<Relationship Id="1" Target="a" TargetMode="External" / >' + FOOT,
        HEAD + KEPT + FOOT + " " * 17_000_000,
    ],
    ids=["cut off", "entity", "document type", "empty", "space in the end", "large"],
)
def test_relationships_that_no_parser_reads_are_refused(text: str) -> None:
    with pytest.raises(UnreadableSource, match=r"slide1\.xml\.rels of the deck cannot be read"):
        copied({RELS: text})


def test_the_name_of_a_relationship_part_may_be_in_any_case() -> None:
    name = "PPT/slides/_RELS/slide1.xml.RELS"
    assert relations(copied({name: HEAD + OUTSIDE["a file"] + FOOT})[name]) == []


def test_what_is_within_stays_as_it_is() -> None:
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": b"<Types/>",
        RELS: HEAD + KEPT + FOOT,
        "ppt/media/image1.png": b"png",
    }
    kept = copied(parts)
    assert kept["ppt/media/image1.png"] == b"png"
    assert kept["[Content_Types].xml"] == b"<Types/>"
    assert list(kept) == list(parts)
    assert len(relations(kept[RELS])) == 1


@pytest.mark.parametrize(
    "name",
    [
        "ppt/embeddings/oleObject1.bin",
        "ppt/embeddings/Drawing.odp",
        "ppt/embeddings/Book1.xlsx",
        "ppt/media/film.MP4",
        "ppt/vbaProject.bin",
        "ppt/other/inside.odp",
        "ppt/other/page.html",
    ],
)
def test_programs_films_and_whole_documents_are_emptied(name: str) -> None:
    assert copied({name: b"content", "ppt/slides/slide1.xml": b"<a/>"}) == {
        name: b"",
        "ppt/slides/slide1.xml": b"<a/>",
    }


def test_what_makes_it_another_format_is_left_out() -> None:
    kept = copied(
        {
            "mimetype": "application/vnd.oasis.opendocument.presentation",
            "META-INF/manifest.xml": "<m/>",
            "Content.xml": '<draw:image xlink:href="file:///etc/passwd"/>',
            "ppt/presentation.xml": "<p/>",
        }
    )
    assert list(kept) == ["ppt/presentation.xml"]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"{}>{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        '<image x:href="file:///etc/passwd"/>',
        '<image href="http://127.0.0.1:9/a.png"/>',
        '<image href=" data:text/html,&lt;script&gt;"/>',
        '<use x:href="other.svg#a"/>',
        '<image xml:base="http://127.0.0.1:9/" />',
        "<script>alert(1)</script>",
        "<style>@import 'http://127.0.0.1:9/a.css';</style>",
        "<style>a { fill: u\\72l(http://127.0.0.1:9/) }</style>",
        '<rect style="fill: URL( http://127.0.0.1:9/a )"/>',
        '<rect fill="url(file:///etc/passwd#a)"/>',
        '<rect onclick="alert(1)"/>',
        "<foreignObject><iframe src='http://127.0.0.1:9/'/></foreignObject>",
    ],
)
def test_a_picture_refers_to_nothing_elsewhere(inside: str) -> None:
    part = copied({"ppt/media/image1.SVG": SVG.format("", inside)})["ppt/media/image1.SVG"].decode()
    assert [
        w for w in ("127.0.0.1", "passwd", "alert", "other.svg", "text/html") if w in part
    ] == []


def test_a_picture_keeps_its_own_paint_and_pictures_within() -> None:
    inside = (
        '<style>a { fill: url("#b") }</style><use x:href="#c"/><rect fill="url(#d)"/>'
        '<image href="data:image/png;base64,AAAA"/>'
    )
    part = copied({"ppt/media/a.svg": SVG.format("", inside)})["ppt/media/a.svg"].decode()
    assert ['url("#b")' in part, '"#c"' in part, "url(#d)" in part, "AAAA" in part] == [True] * 4


@pytest.mark.parametrize(
    "picture",
    ['<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "<svg", "x"],
)
def test_a_picture_that_cannot_be_read_is_not_drawn(picture: str) -> None:
    assert copied({"ppt/media/a.svg": picture})["ppt/media/a.svg"] == b""


def test_two_parts_of_one_name_are_refused() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(RELS, HEAD + KEPT + FOOT)
            archive.writestr(RELS.upper(), HEAD + OUTSIDE["a file"] + FOOT)
    with pytest.raises(UnreadableSource, match="two parts of one name"):
        without_outside(buffer.getvalue())


@pytest.mark.parametrize("deck", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_deck_is_refused_with_a_sentence(deck: bytes) -> None:
    with pytest.raises(UnreadableSource, match="cannot be opened"):
        without_outside(deck)


def test_a_damaged_part_is_refused_with_a_sentence() -> None:
    deck = bytearray(deck_of({RELS: HEAD + KEPT + FOOT}))
    deck[70] ^= 0xFF
    with pytest.raises(UnreadableSource, match="cannot be opened"):
        without_outside(bytes(deck))


@pytest.mark.deep  # every run draws one from its copy in `test_import_command`
@pytest.mark.office
def test_our_own_deck_is_drawn_from_its_copy() -> None:
    pages = pdf_pictures(deck_pdf(write_pptx(corpus(), "ja")), width=320)
    assert len(pages) >= 10


@pytest.mark.office
def test_another_format_under_the_name_of_a_deck_is_not_opened() -> None:
    content = (
        '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.presentation"/>'
    )
    odp = deck_of(
        {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": content}
    )
    with pytest.raises(UnreadableSource):
        deck_pdf(odp)


@pytest.mark.parametrize(("side", "is_kept"), [(7_000, True), (9_000, False), (30_000, False)])
def test_picture_of_too_many_points_is_not_drawn(side: int, is_kept: bool) -> None:
    picture = png(side, side)
    made = copied({"ppt/media/image1.png": picture})
    assert made["ppt/media/image1.png"] == (picture if is_kept else b"")


def test_part_that_unpacks_to_more_than_any_picture_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deck_copy, "LARGEST_PART", 1_000)
    assert copied({"ppt/media/image1.png": bytes(1_000)})
    with pytest.raises(UnreadableSource, match="too large to be drawn"):
        copied({"ppt/media/image1.png": bytes(1_001)})


@pytest.mark.parametrize(("levels", "is_kept"), [(3, True), (12, False), (2_000, False)])
def test_picture_whose_parts_use_one_another_is_not_drawn(levels: int, is_kept: bool) -> None:
    uses = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, levels)
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><rect id="g0" width="1"/>{uses}</svg>'
    made = copied({"ppt/media/image1.svg": picture})
    assert bool(made["ppt/media/image1.svg"]) == is_kept


def test_picture_that_uses_itself_ends() -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><use href="#a"/></g></svg>'
    assert copied({"ppt/media/image1.svg": picture})["ppt/media/image1.svg"]
