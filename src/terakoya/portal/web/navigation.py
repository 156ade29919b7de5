"""The officer's menu and the person's menu: one list each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..accounts.choices import Right
from ..operator.selectors.menu import MenuCount


@dataclass(frozen=True)
class Entry:
    """A link of a menu."""

    url: str
    label: Any
    icon: str
    is_current: bool = False
    ends_group: bool = False
    count: MenuCount | None = None


_HOME: Final = "reports:home"
_UNIT: Final = "reports:unit"
_MANAGE = (
    (_HOME, _("ホーム"), "home", False),
    ("reports:status", _("受講状況"), "bars", False),
    (_UNIT, _("所属の受講状況"), "people", False),
    ("accounts:member-list", _("メンバー"), "people", False),
    ("learning:assignment-list", _("割り当て"), "clipboard", False),
    ("surveys:wave-list", _("意識調査"), "grid", False),
    ("editions:edition-list", _("教材"), "book", True),
    ("billing:contract-list", _("契約・請求書"), "receipt", False),
    ("accounts:organisation-settings", _("会社の設定"), "gear", False),
    ("evidence:pack-list", _("記録と証明"), "award", False),
    ("web:manage-help", _("使い方"), "question", False),
)
# What of it auditors may open.
_FOR_AUDITORS: Final = frozenset({"reports:status", "evidence:pack-list"})

# Where pages belong whose address does not say it: to the first of these that somebody may open.
_BELONGING: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"/manage/reminders/settings/", ("accounts:organisation-settings",)),
    (r"/manage/reminders/[^/]+/plan/", ("learning:assignment-list",)),
    (r"/manage/reminders/", ("reports:status",)),
    (r"/manage/inquiries/", ("web:manage-help",)),
    (r"/manage/people/", ("accounts:member-list", "reports:status", _UNIT)),
    (r"/manage/groups/", ("learning:assignment-list",)),
    (r"/manage/(orders|documents)/", ("billing:contract-list",)),
    (r"/manage/(deletion|data-export)/", ("accounts:organisation-settings",)),
    (r"/manage/sessions/", ("learning:assignment-list", _UNIT)),
)

_MATERIAL = (
    ("editions:edition-list", _("自社版")),
    ("authoring:own-course-list", _("自社の教材")),
    ("orders:manuscripts", _("教材原稿")),
    ("orders:exports", _("書き出し")),
    ("reports:law-watch", _("根拠の確認")),
)
_HOUSE = (
    ("authoring:catalogue", _("カタログの教材"), "grid", False),
    ("authoring:own-course-list", _("カタログの下書き"), "book", False),
    ("reports:law-watch-operator", _("根拠の確認"), "clipboard", False),
)


@dataclass(frozen=True)
class Area:
    """An entry of the operator's menu, with the pages that stand in it side by side.

    Each page: URL name, label, and the rights that its gate asks for.
    """

    label: Any
    icon: str
    pages: tuple[tuple[str, Any, frozenset[Right]], ...]
    ends_group: bool = False
    has_tabs: bool = True


_ANY: Final = frozenset[Right]()
_ALL: Final = frozenset(Right)
_CONTENT: Final = frozenset({Right.CONTENT})
_BILLING: Final = frozenset({Right.BILLING})
_SUPPORT: Final = frozenset({Right.SUPPORT})
# Who adds a page for operators adds a line here, with the rights that its gate asks for.
_OPERATOR: Final = (
    Area(
        _("ホーム"),
        "home",
        (
            ("operator:home", _("ホーム"), _ANY),
            ("operator:mails", _("送れなかったメール"), _ANY),
        ),
        has_tabs=False,  # the first page leads to the other where there is something
    ),
    Area(_("申し込み"), "clipboard", (("operator:orders", _("申し込み"), _BILLING),)),
    Area(
        _("問い合わせ"),
        "mail",
        (
            ("inquiries:inquiry-list", _("問い合わせ"), _SUPPORT),
            ("inquiries:inquiry-settings", _("問い合わせの設定"), _SUPPORT),
        ),
    ),
    Area(
        _("契約・請求"),
        "receipt",
        (
            ("billing:invoice-list", _("請求と入金"), _BILLING),
            ("billing:bank", _("入金の照合"), _BILLING),
            ("billing:books", _("仕訳と売上"), _BILLING),
            ("documents:operator-document-list", _("書類"), _BILLING),
            ("orders:operator-quote-new", _("見積書"), _BILLING),
            ("billing:rules", _("請求の決まり"), _BILLING),
        ),
    ),
    Area(
        _("お客様"),
        "building",
        (("operator:customers", _("お客様"), _SUPPORT),),
        ends_group=True,
    ),
    Area(
        _("教材・版"),
        "book",
        (("authoring:catalogue", _("カタログの教材"), _CONTENT),),
    ),
    Area(
        _("根拠"),
        "award",
        (("reports:law-watch-operator", _("根拠の確認"), _CONTENT),),
    ),
    Area(_("操作の記録"), "list", (("operator:log", _("操作の記録"), _ALL),)),
    Area(
        _("設定"),
        "gear",
        (
            ("operator:people", _("運営者と権限"), _ALL),
            ("orders:prices", _("価格と税率"), _BILLING),
            ("orders:approval-rules", _("承認の条件"), _BILLING),
            ("authoring:own-course-terms", _("自社の教材の受講"), _CONTENT),
            ("documents:seller", _("販売者の情報"), _BILLING),
            ("web:legal-list", _("規約などの版"), _CONTENT),
            ("web:notice-desk", _("お客様へのお知らせ"), frozenset({Right.SUPPORT})),
        ),
    ),
)
_RECORDS = (
    ("evidence:pack-list", _("受講記録一式")),
    ("evidence:measure-list", _("措置台帳")),
    ("reports:audit-log", _("監査ログ")),
)


@dataclass(frozen=True)
class Roles:
    """What somebody is beside a learner, as far as menus differ by it."""

    is_officer: bool = False
    reads_records: bool = False
    leads_unit: bool = False
    is_author: bool = False  # among the seller's people, who make the catalogue's courses
    is_operator: bool = False

    def opens(self, name: str) -> bool:
        """Whether an entry of the menu is for somebody."""
        if name == _UNIT:
            return self.leads_unit
        if self.is_author:
            return True
        return self.is_officer or (self.reads_records and name in _FOR_AUDITORS)


def manage_menu(path: str, roles: Roles) -> list[Entry]:
    """The officer's menu, or what of it an auditor or a supervisor may open.

    The entry whose address begins the path is the current one; ホーム only on its own page.
    """
    address = _address_of(path, roles)
    home = reverse(_HOME)
    found = [
        (reverse(name), label, icon, ends)
        for name, label, icon, ends in (_HOUSE if roles.is_author else _MANAGE)
        if roles.opens(name)
    ]
    fitting = [url for url, *_rest in found if address.startswith(url) and url != home]
    current = home if address == home else max(fitting, key=len, default="")
    return [Entry(url, label, icon, url == current, ends) for url, label, icon, ends in found]


def _address_of(path: str, roles: Roles) -> str:
    """The path, or the address of the entry that its page belongs to."""
    if roles.is_author:
        return reverse("authoring:own-course-list") if path.startswith("/manage/") else path
    for tabs in (material_tabs(path), record_tabs(path)):
        if any(tab.is_current for tab in tabs):
            return tabs[0].url
    for beginning, names in _BELONGING:
        if re.match(beginning, path):
            return next((reverse(name) for name in names if roles.opens(name)), path)
    return path


def material_tabs(path: str) -> list[Entry]:
    """The pages of 教材, side by side."""
    return _tabs(_MATERIAL, "book", path)


def operator_menu(
    path: str, rights: frozenset[str], counts: Mapping[str, MenuCount]
) -> list[Entry]:
    """The operator's menu: each area leads to the first of its pages that somebody may open.

    Beside it stands what waits on one of them.
    """
    here = _area_of(path, rights)
    return [
        Entry(
            reverse(pages[0][0]),
            area.label,
            area.icon,
            area is here,
            area.ends_group,
            next((counts[name] for name, *_rest in pages if name in counts), None),
        )
        for area in _OPERATOR
        if (pages := _pages_of(area, rights))
    ]


def operator_tabs(path: str, rights: frozenset[str]) -> list[Entry]:
    """The pages of the area in which somebody is, side by side; empty where there is but one."""
    area = _area_of(path, rights)
    pages = _pages_of(area, rights) if area else []
    if area is None or not area.has_tabs or len(pages) < 2:
        return []
    return _tabs([page[:2] for page in pages], area.icon, path)


def _pages_of(area: Area, rights: frozenset[str]) -> list[tuple[str, Any, frozenset[Right]]]:
    """What of an area somebody may open; nothing without a right."""
    return [page for page in area.pages if rights and page[2] <= rights]


def _area_of(path: str, rights: frozenset[str]) -> Area | None:
    """The area whose page's address begins the path, the longest first; home only itself."""
    home = reverse("operator:home")
    found = [
        (len(address), area)
        for area in _OPERATOR
        for name, _label, _right in _pages_of(area, rights)
        if path == (address := reverse(name)) or (address != home and path.startswith(address))
    ]
    return max(found, key=lambda one: one[0], default=(0, None))[1]


def record_tabs(path: str) -> list[Entry]:
    """The pages of 記録と証明, side by side."""
    return _tabs(_RECORDS, "award", path)


def _tabs(pages: Iterable[tuple[str, Any]], icon: str, path: str) -> list[Entry]:
    found = [(reverse(name), label) for name, label in pages]
    # Of addresses of which one begins another, the longest is where we are.
    current = max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [Entry(url, label, icon, url == current) for url, label in found]


def person_links(roles: Roles) -> Iterator[Entry]:
    """Where the signed-in person may go from every page."""
    yield Entry(reverse("learning:my"), _("マイ研修"), "home")
    if roles.is_operator:
        yield Entry(reverse("operator:home"), _("運営者の画面"), "bars")
    if roles.is_officer and not roles.is_author:
        yield Entry(reverse("reports:home"), _("研修担当者の画面"), "bars")
    elif roles.reads_records and not roles.is_author:
        yield Entry(reverse("reports:status"), _("監査者の画面"), "bars")
    if roles.leads_unit:
        yield Entry(reverse(_UNIT), _("所属の受講状況"), "people")
    yield Entry(reverse("accounts:account"), _("アカウント"), "gear")
