"""What axe finds on a page: WCAG 2.2, levels A and AA, and its best practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPTIONS: Final = {
    "preload": False,  # axe would fetch the style sheets, which the policy of our pages forbids
    "resultTypes": ["violations"],  # what passes is counted, not told: it would be megabytes
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_RUN: Final = """async ([within, options]) =>
  (await axe.run(within || document, options)).violations"""


def violations(page: Page, within: str = "") -> list[dict[str, Any]]:
    """The rules that the page breaks as it stands, with their elements.

    Or that the element of a selector breaks.
    """
    from axe_playwright_python.base import AXE_SCRIPT  # absent without dev packages

    if not page.evaluate("'axe' in window"):
        run_engine(page, "axe", AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(_RUN, [within, OPTIONS])
    return found


def run_engine(page: Page, name: str, source: str) -> None:
    """Run the script of an engine in a page.

    It is handed over once for all pages of a window: half a megabyte goes through three processes.
    """
    if not page.url.startswith("http"):  # such a page keeps nothing
        page.evaluate("source => (0, eval)(source)", source)
        return
    if not page.evaluate("name => name in localStorage", name):
        page.evaluate("([name, source]) => { localStorage[name] = source }", [name, source])
    page.evaluate("name => (0, eval)(localStorage[name])", name)
