"""Many like notices as one: each once, by page, and how much it asks of its reader."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum

from .notices import Loss, Notice, page_ranges

MANY = 3  # pages from which a notice that says the same on each is one notice
# One notice however many pages.
_ONCE = (Loss.KICKER_GONE, Loss.LEGAL_PUNCTUATION, Loss.SIGNS_WIDENED)


class Tone(StrEnum):
    """How much a notice asks of its reader."""

    LAW = "law"  # what the law asks for is concerned
    LOOK = "look"  # somebody should look and decide
    INFO = "info"  # nothing to do, if it is right


_LAW = (
    Loss.LEGAL_GONE,
    Loss.LEGAL_CHANGED,
    Loss.LEGAL_HIDDEN,
    Loss.QUOTE_GONE,
    Loss.CITATION_ALONE,
)
_INFO = (
    Loss.VALUE,
    Loss.VALUE_RESPELLED,
    Loss.FURNITURE,
    Loss.FURNITURE_PICTURE,
    Loss.FURNITURE_SHAPE,
    Loss.FIXED_WORD,
    Loss.KICKER_GONE,
    Loss.LEGAL_PUNCTUATION,
    Loss.SHRUNK_PICTURE,
    Loss.ANIMATION,
    Loss.TRANSITION,
    Loss.TIMING,
    Loss.SHOW_SETTINGS,
    Loss.LOCK,
    Loss.COMMENT,
    Loss.COMMENT_WORDS,
    Loss.BACKGROUND,
    Loss.GROUND,
    Loss.ROTATION,
    Loss.TEMPLATE,
    Loss.TEMPLATE_PICTURE,
    Loss.OTHER_FONTS,
    Loss.DESIGN,
    Loss.EMPTY_PAGE,
    Loss.BANK_GONE,
    Loss.SLIDES_MERGED,
    Loss.FOOTER,
    Loss.SIGNS_WIDENED,
    Loss.JUMP,
    Loss.FONT,
    Loss.MACROS,
    Loss.LAYOUT_CHANGED,
    Loss.CHOSEN_PICTURE,
    Loss.COVER,
    Loss.BY_LIKENESS,
    Loss.MANY_BY_LIKENESS,
)


def tone_of(loss: Loss) -> Tone:
    """How much a kind of notice asks of its reader."""
    return Tone.LAW if loss in _LAW else Tone.INFO if loss in _INFO else Tone.LOOK


def gathered(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """Each notice once, by page; what is the same on many pages is one notice of all of them."""
    by_words: dict[tuple[Loss, tuple[tuple[str, str], ...]], set[int]] = defaultdict(set)
    found: list[Notice] = []
    for one in _overflows_together(_alternatives_once(notices)):
        if one.page is None:
            found.append(one)
        else:
            by_words[one.loss, tuple(one.values.items())].add(one.page)
    for (loss, values), pages in by_words.items():
        if len(pages) >= MANY or loss in _ONCE:
            told = {**dict(values), "pages": page_ranges(sorted(pages))}
            found.append(Notice(loss, None, told))
        else:
            found += [Notice(loss, page, dict(values)) for page in pages]
    return _sorted_once(found)


def _alternatives_once(notices: Sequence[Notice]) -> list[Notice]:
    """Without the second notice of a picture whose alternative text was refused."""
    refused = Counter(one.page for one in notices if one.loss is Loss.UNFIT_ALT)
    kept = []
    for one in notices:
        if one.loss is Loss.NO_ALT and refused[one.page]:
            refused[one.page] -= 1
        else:
            kept.append(one)
    return kept


def _overflows_together(notices: Sequence[Notice]) -> Iterable[Notice]:
    """One notice a page of all its texts that are too long; one of all where pages are many."""
    by_page: dict[int | None, list[Notice]] = defaultdict(list)
    for one in dict.fromkeys((n.page, n.loss, tuple(n.values.items())) for n in notices):
        page, loss, values = one
        notice = Notice(loss, page, dict(values))
        if loss is Loss.OVERFLOW:
            by_page[page].append(notice)
        else:
            yield notice
    if len(by_page) >= MANY:
        pages = page_ranges(sorted(page for page in by_page if page))
        count = str(sum(map(len, by_page.values())))
        yield Notice(Loss.OVERFLOW_PAGES, None, {"pages": pages, "count": count})
        return
    for page, found in by_page.items():
        if len(found) == 1:
            yield found[0]
        else:
            labels = list(dict.fromkeys(one.values["label"] for one in found))
            cut = str(max(int(one.values["cut"]) for one in found))
            values_of_all = {"label": "、".join(labels[:3]), "count": str(len(found)), "cut": cut}
            yield Notice(Loss.OVERFLOW_MANY, page, values_of_all)


def _sorted_once(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    unique = {(one.page or 0, one.loss, tuple(one.values.items())): one for one in notices}
    return tuple(unique[key] for key in sorted(unique))
