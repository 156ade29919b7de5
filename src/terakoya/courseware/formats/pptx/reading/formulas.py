"""Formulas in a line of plain text: `(a+b)/(2)`, `x^2`, `√(x)`, `∑_(i=1)^n`.

Office programs show a formula in two dimensions; in a course it is words that are read, said and
searched, so that what stands above and below is written one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from .xml import M, local

_DEEPEST = 40  # parts of a formula within each other; what is deeper gives its letters alone
_SUM = "∫"  # of a large operator that does not say its sign


def formula_text(formula: etree._Element) -> str:
    """The words of a formula, and of everything else that stands in an element."""
    return _text(formula, 0)


def _text(element: etree._Element, depth: int) -> str:
    if depth > _DEEPEST:
        return "".join(map(str, element.itertext()))
    write = _WRITERS.get(local(element)) if element.tag.startswith(M) else None
    if write is not None:
        return write(element, depth + 1)
    if local(element) == "t":
        return element.text or ""
    return "".join(_text(child, depth + 1) for child in element if _is_said(child))


def _is_said(element: etree._Element) -> bool:
    """Whether an element holds words; the properties of parts hold none."""
    return isinstance(element.tag, str) and not local(element).endswith("Pr")


def _part(element: etree._Element, name: str, depth: int) -> str:
    found = element.find(f"{M}{name}")
    return "" if found is None else _text(found, depth).strip()


def _grouped(text: str) -> str:
    """A part in brackets where it is more than one sign or number."""
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _fraction(element: etree._Element, depth: int) -> str:
    above, below = _part(element, "num", depth), _part(element, "den", depth)
    return f"{_grouped(above)}/{_grouped(below)}"


def _raised(element: etree._Element, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    return f"{_part(element, 'e', depth)}{_scripts(below, above)}"


def _raised_before(element: etree._Element, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    return f"{_scripts(below, above)}{_part(element, 'e', depth)}"


def _scripts(below: str, above: str) -> str:
    low = f"_{_grouped(below)}" if below else ""
    return f"{low}^{_grouped(above)}" if above else low


def _root(element: etree._Element, depth: int) -> str:
    degree = _part(element, "deg", depth)
    return f"{degree}√({_part(element, 'e', depth)})"


def _large(element: etree._Element, depth: int) -> str:
    below, above = _part(element, "sub", depth), _part(element, "sup", depth)
    sign = _said(element, f"{M}naryPr/{M}chr", _SUM)
    return f"{sign}{_scripts(below, above)} {_part(element, 'e', depth)}"


def _bracketed(element: etree._Element, depth: int) -> str:
    first = _said(element, f"{M}dPr/{M}begChr", "(")
    between = _said(element, f"{M}dPr/{M}sepChr", "|")
    last = _said(element, f"{M}dPr/{M}endChr", ")")
    parts = between.join(_text(one, depth).strip() for one in element.iterfind(f"{M}e"))
    return f"{first}{parts}{last}"


def _function(element: etree._Element, depth: int) -> str:
    return f"{_part(element, 'fName', depth)} {_part(element, 'e', depth)}"


def _limit(element: etree._Element, depth: int) -> str:
    sign = "_" if local(element) == "limLow" else "^"
    return f"{_part(element, 'e', depth)}{sign}{_grouped(_part(element, 'lim', depth))}"


def _matrix(element: etree._Element, depth: int) -> str:
    return _rows(
        ", ".join(_text(cell, depth).strip() for cell in row.iterfind(f"{M}e"))
        for row in element.iterfind(f"{M}mr")
    )


def _array(element: etree._Element, depth: int) -> str:
    return _rows(_text(row, depth).strip() for row in element.iterfind(f"{M}e"))


def _rows(rows: Iterable[str]) -> str:
    return "; ".join(rows)


def _said(element: etree._Element, path: str, otherwise: str) -> str:
    """The sign that a part of a formula names; it may name none."""
    found = element.find(path)
    return otherwise if found is None else found.get(f"{M}val") or ""


_WRITERS: dict[str, Callable[[etree._Element, int], str]] = {
    "f": _fraction,
    "sSup": _raised,
    "sSub": _raised,
    "sSubSup": _raised,
    "sPre": _raised_before,
    "rad": _root,
    "nary": _large,
    "d": _bracketed,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _matrix,
    "eqArr": _array,
}
