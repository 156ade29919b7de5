"""Every view carries the gate of those who may: the narrowest that lets them all in.

Which decorators of `accounts/access.py` a view has is read off the view, nothing is asked: a view
that refuses by itself would hide from `test_who_may.py` that its gate is gone, and who is not
signed in would get a 404 instead of the way to sign in.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

from terakoya.portal.accounts import access
from terakoya.portal.evidence.views import pack_list

from .addresses import patterns
from .test_who_may import AUDIENCES, LEFT_OUT, MAY

# Whom each gate lets in, by the letters of `test_who_may.py`.
GATES: Final = {
    "supervisor_page": "U",
    "operator_page": "S",
    "owner_page": "N",
    "officer_page": "O",
    "factor_page": "F",
    "leader_page": "G",
    "records_page": "R",
    "learner_page": "M",
    "person_page": "P",
    "": "A",
}
# Behind another gate than follows from who got further with an empty form and the rows of one
# organisation; the view, or what it asks of `access`, says the rest.
OTHERS: Final = {
    name: gate
    for gate, names in {
        "": """
            accounts:sign-in-step catalogue:audio orders:quote-act web:components web:language
        """,
        "learner_page": """
            surveys:company-result web:terms-accept
        """,
        "leader_page": """
            learning:group-screen learning:group-session learning:group-session-end
            learning:group-session-person learning:group-session-tick learning:group-slide
        """,
        "officer_page": """
            accounts:data-request accounts:join-request-act accounts:roster-act authoring:page-act
            authoring:sample-progress authoring:sample-sound billing:annex billing:billing-address
            billing:contract-cancel billing:contract-renew billing:contract-renewal
            billing:cost-split billing:purchase-order billing:seats-add editions:published-act
            editions:question-act editions:slide-act editions:update-act editions:update-choose
            editions:upload-act orders:export-download proposals:brief proposals:proposal-decide
        """,
        "operator_page": """
            authoring:catalogue-act authoring:catalogue-publish billing:order-terms-act
        """,
        "person_page": """
            accounts:organisation-choose
        """,
    }.items()
    for name in names.split()
}


def decorators_of(view: Callable[..., Any]) -> Iterator[str]:
    """The decorators of `accounts/access.py` on a view, by name."""
    layer: Any = view
    while layer is not None:
        code = getattr(layer, "__code__", None)
        if code is not None and code.co_filename == access.__file__:
            yield code.co_qualname.partition(".")[0].lstrip("_")
        layer = getattr(layer, "__wrapped__", None)


def gate_of(view: Callable[..., Any]) -> str:
    """The narrowest gate that a view carries, or nothing."""
    return min({"", *decorators_of(view)} & GATES.keys(), key=_width)


def gate_for(may: str) -> str:
    """The narrowest gate that lets in all who may GET or POST."""
    wanted = frozenset().union(*(AUDIENCES[letter] for letter in may.split()))
    fitting = [gate for gate, letter in GATES.items() if wanted <= AUDIENCES[letter]]
    return min(fitting, key=_width) if wanted else "nobody got in: name its gate in OTHERS"


def _width(gate: str) -> int:
    return len(AUDIENCES[GATES[gate]])


def test_every_view_carries_the_gate_of_those_who_may() -> None:
    views = {one.name: one.view for one in patterns() if one.name not in LEFT_OUT}
    wanted = {name: OTHERS.get(name, gate_for(may)) for name, may in MAY.items()}
    assert {name: gate_of(view) for name, view in views.items()} == wanted


def test_another_gate_is_named_only_where_it_differs() -> None:
    assert [name for name, gate in OTHERS.items() if gate == gate_for(MAY[name])] == []


def test_a_view_without_its_gate_is_seen() -> None:
    bare = inspect.unwrap(pack_list)
    assert (gate_of(pack_list), gate_of(bare)) == ("records_page", "")
    assert gate_of(access.learner_page(bare)) == "learner_page"
