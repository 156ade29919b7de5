"""Pictures: what is refused, what `<use>` becomes, and PNG copies."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from terakoya.courseware.drawing.pictures import (
    UnfitPicture,
    check_svg,
    expand_uses,
    picture_size,
    svg_to_png,
)

NS = 'xmlns="http://www.w3.org/2000/svg"'


def _svg(content: str, attributes: str = 'viewBox="0 0 80 60"') -> bytes:
    return f"<svg {NS} {attributes}>{content}</svg>".encode()


SHIRT = (
    '<defs><symbol id="shirt" overflow="visible"><rect width="20" height="10"/>'
    '<circle r="5" fill="currentColor"/></symbol></defs>'
)


def _pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGBA")


# -- check_svg -------------------------------------------------------------------------------


def test_check_svg_accepts_plain_shapes_and_uses() -> None:
    picture = _svg(SHIRT + '<use href="#shirt" color="#0055ad" transform="translate(9 9)"/>')
    assert check_svg(picture) == []


OUTSIDE = "the picture refers to something outside itself"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            "<script>1</script>",
            "<script> is not allowed in a picture; remove it; a picture must not run anything",
        ),
        (
            "<text>A</text>",
            "<text> is not allowed in a picture; "
            "turn the letters into paths, or write the words on the slide",
        ),
        (
            "<style>rect{fill:red}</style>",
            "<style> is not allowed in a picture; "
            "write fill, stroke and the like as attributes of the shapes",
        ),
        (
            "<foreignObject/>",
            "<foreignObject> is not allowed in a picture; draw its content with shapes",
        ),
        ("<animate/>", "<animate> is not allowed in a picture; draw it with shapes"),
        (
            '<image href="#a" id="a"/>',
            "<image> is not allowed in a picture; "
            "draw it with shapes; photographs have no place in an SVG of a course",
        ),
        (
            '<rect style="fill:red"/>',
            "a style attribute is not allowed; "
            "write fill, stroke and the like as attributes of their own",
        ),
        ('<rect onclick="go()"/>', "the attribute onclick would run a script; remove it"),
        (
            '<use href="https://parts.example/a.svg#b"/>',
            f"{OUTSIDE} (https://parts.example/a.svg#b); copy it into the picture",
        ),
        (
            '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/>',
            f"{OUTSIDE} (file:///etc/passwd); copy it into the picture",
        ),
        (
            "<rect fill=\"URL( 'https://parts.example/p' )\"/>",
            f"{OUTSIDE} (https://parts.example/p); copy it into the picture",
        ),
        ('<use href="#gone"/>', "nothing in the picture has the id gone; mend the id"),
        ('<rect fill="url(#gone)"/>', "nothing in the picture has the id gone; mend the id"),
        ("<?run it?>", "a processing instruction or entity stands here; remove it"),
        (
            '<rect xmlns:i="http://draw.example/" i:label="x"/>',
            "the attribute label belongs to a drawing program; save the picture as plain SVG",
        ),
        (
            '<view xmlns="http://draw.example/"/>',
            "<view> is not SVG; save the picture as plain SVG",
        ),
        (
            '<symbol id="s"/>',
            '<symbol> needs overflow="visible" and no viewBox, because programs '
            "clip symbols differently; scale the <use> by its transform",
        ),
        (
            '<circle id="c" r="3"/><clipPath id="p"><use href="#c"/></clipPath>',
            "<use> stands inside a clip, mask or pattern; copy the shape there",
        ),
        (
            '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
            "<use> of b draws itself without end; remove the circle",
        ),
    ],
)
def test_check_svg_names_what_is_wrong_and_the_mend(content: str, problem: str) -> None:
    # line 2 of the picture, so that a number that is always 1 does not pass
    found = check_svg(_svg("\n" + content))
    outside = [sentence for sentence in found if "outside itself" in sentence]
    assert (outside or found)[0] == f"line 2: {problem}"


def test_check_svg_refuses_an_entity_bomb() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + _svg("<title>&b;</title>")
    assert check_svg(bomb) == ["the picture has a DOCTYPE or entities; save it as plain SVG"]


def test_check_svg_refuses_a_doctype_hidden_by_another_encoding() -> None:
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE svg><svg/>'.encode("utf-16")
    assert check_svg(hidden) == ["the picture is not UTF-8; save it as UTF-8"]


def test_check_svg_refuses_what_is_no_svg() -> None:
    assert check_svg(b"<html/>") == [
        "the file is not an SVG; its first element must be "
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "line 1: <html> is not SVG; save the picture as plain SVG",
    ]
    assert check_svg(b"<svg")[0].startswith("the picture is not well-formed XML (")


@pytest.mark.parametrize("box", ["", 'viewBox="0 0 80"', 'viewBox="0 0 0 60"', 'viewBox="0 0 a b"'])
def test_check_svg_refuses_a_picture_without_area(box: str) -> None:
    expected = 'line 1: <svg> has no viewBox; add one such as viewBox="0 0 800 600"'
    assert check_svg(_svg("", box)) == [expected]


def test_check_svg_refuses_a_picture_that_multiplies_itself() -> None:
    doubling = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 40 + "</g>" for n in range(1, 5)
    )
    assert check_svg(_svg('<rect id="g0"/>' + doubling)) == [
        "the picture has 5,385,926 shapes once every <use> is drawn, 20,000 are allowed; "
        "simplify it"
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_check_svg_refuses_uses_nested_too_deep(order: int) -> None:
    def chain(length: int) -> bytes:
        links = [f'<g id="g{n}"><use href="#g{n + 1}"/></g>' for n in range(length)]
        return _svg("".join(links[::order]) + f'<g id="g{length}"/>')

    assert check_svg(chain(8)) == []
    assert check_svg(chain(9)) == ["line 1: <use> is nested more than 8 deep; copy the shape there"]
    assert check_svg(chain(5000)) == check_svg(chain(9))


def test_check_svg_refuses_groups_nested_too_deep() -> None:
    def nested(depth: int) -> bytes:
        return _svg("<g>" * depth + "</g>" * depth)

    assert check_svg(nested(24)) == []
    assert check_svg(nested(25)) == ["line 1: groups are nested more than 24 deep; ungroup them"]


def test_check_svg_refuses_a_file_beyond_the_limit() -> None:
    found = check_svg(_svg("<!--" + "x" * 600_000 + "-->"))
    assert found == [
        "the picture has 600,073 bytes, 524,288 are allowed; "
        "simplify its paths or cut it into several pictures"
    ]


# -- expand_uses -----------------------------------------------------------------------------


def test_expand_uses_copies_the_symbol_with_place_and_colours() -> None:
    picture = _svg(
        SHIRT + '<use href="#shirt" x="4" y="5" transform="scale(2)" fill="#fff" color="#0055ad"/>'
    )
    assert expand_uses(picture).decode() == (
        f'<svg {NS} viewBox="0 0 80 60">'
        '<g transform="scale(2) translate(4 5)" fill="#fff">'
        '<rect width="20" height="10"/><circle r="5" fill="#0055ad"/></g></svg>'
    )


def test_expand_uses_resolves_current_color_from_the_nearest_ancestor() -> None:
    picture = _svg(
        '<g color="#111"><path stroke="currentColor"/><g color="#222"><path fill="CurrentColor"/>'
        '</g></g><path fill="currentColor"/>'
    )
    assert expand_uses(picture).decode() == (
        f'<svg {NS} viewBox="0 0 80 60"><g><path stroke="#111"/><g><path fill="#222"/></g></g>'
        '<path fill="#000000"/></svg>'
    )


def test_expand_uses_keeps_a_gradient_once_and_no_id_twice() -> None:
    picture = _svg(
        '<symbol id="s" overflow="visible" opacity=".5"><linearGradient id="sky">'
        '<stop stop-color="#fff"/></linearGradient><rect id="r" fill="url(#sky)"/></symbol>'
        '<use href="#s"/><use href="#s"/>'
    )
    copy = '<g><g opacity=".5"><rect fill="url(#sky)"/></g></g>'
    assert expand_uses(picture).decode() == (
        f'<svg {NS} viewBox="0 0 80 60"><defs><linearGradient id="sky">'
        f'<stop stop-color="#fff"/></linearGradient></defs>{copy}{copy}</svg>'
    )


def test_expand_uses_draws_a_use_of_a_plain_shape_and_a_nested_one() -> None:
    picture = _svg(
        '<g id="pair"><circle id="dot" r="3"/><use href="#dot" x="9"/></g><use href="#pair" y="9"/>'
    )
    dot, moved = '<circle r="3"/>', '<g transform="translate(9 0)"><circle r="3"/></g>'
    assert expand_uses(picture).decode() == (
        f'<svg {NS} viewBox="0 0 80 60"><g id="pair"><circle id="dot" r="3"/>{moved}</g>'
        f'<g transform="translate(0 9)"><g>{dot}{moved}</g></g></svg>'
    )


def test_expand_uses_draws_the_same_picture() -> None:
    picture = _svg(
        SHIRT
        + '<g color="#a90000"><use href="#shirt" transform="translate(40 30) rotate(30)"/></g>'
        + '<use href="#shirt" x="9" y="9" fill="#197a4b" color="#ffd43d"/>'
    )
    before, after = svg_to_png(picture, 160), svg_to_png(expand_uses(picture), 160)
    assert ImageChops.difference(_pixels(before), _pixels(after)).getbbox() is None


def test_expand_uses_refuses_an_unfit_picture() -> None:
    with pytest.raises(UnfitPicture, match=r"^line 1: <script> is not allowed"):
        expand_uses(_svg("<script/>"))


# -- svg_to_png ------------------------------------------------------------------------------


def test_svg_to_png_draws_at_the_width_and_keeps_what_is_transparent() -> None:
    drawn = _pixels(svg_to_png(_svg('<rect width="40" height="60" fill="#0055ad"/>'), 200))
    assert drawn.size == (200, 150)
    assert drawn.getpixel((50, 75)) == (0x00, 0x55, 0xAD, 255)
    assert drawn.getpixel((150, 75)) == (0, 0, 0, 0)


def test_svg_to_png_gives_the_same_bytes_each_time() -> None:
    picture = _svg('<circle cx="40" cy="30" r="20" fill="#c74700"/>')
    first = svg_to_png(picture, 320)
    svg_to_png.cache_clear()
    assert svg_to_png(picture, 320) == first


def test_svg_to_png_refuses_an_unfit_picture_and_a_width_without_sense() -> None:
    with pytest.raises(UnfitPicture, match="outside itself"):
        svg_to_png(_svg('<use href="https://parts.example/#a"/>'), 100)
    with pytest.raises(ValueError, match="1 to 4096 pixels wide, not 0"):
        svg_to_png(_svg(""), 0)


def test_picture_size_is_that_of_the_view_box() -> None:
    assert picture_size(_svg("", 'viewBox="0,0 320 300"')) == (320.0, 300.0)
