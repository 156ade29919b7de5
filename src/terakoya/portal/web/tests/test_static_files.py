"""Style sheets are served shorter, and mean the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from ..serving.static_first import StaticFirst
from ..static_files import shortened, without_comments


@pytest.mark.parametrize(
    ("written", "served"),
    [
        (".a {\n  color: red;\n  margin: 0 1px;\n}\n", ".a{color:red;margin:0 1px}"),
        (".a :hover , .b > .c { top: 0 }", ".a :hover,.b>.c{top:0}"),
        ('li::marker { content: "✓  , {"; }', 'li::marker{content:"✓  , {"}'),
        ("/* why */ .a { width: calc(1px + 2px) }", ".a{width:calc(1px + 2px)}"),
        (
            ".a { top: 0.5rem; left: 10.5px; right: -0.1em }",
            ".a{top:.5rem;left:10.5px;right:-0.1em}",
        ),
        (".a { rotate: calc(0.1turn + (0.2turn)); }", ".a{rotate:calc(.1turn + (.2turn))}"),
        ("@media (min-width: 9px) { .a { b: c; } }", "@media (min-width:9px){.a{b:c}}"),
        ("/* Copyright Somebody */\n.a { b: c }", "/* Copyright Somebody */ .a{b:c}"),
        (
            "@media (min-width: 9px) { .a:not(.b) { c: d } }",
            "@media (min-width:9px){.a:not(.b){c:d}}",
        ),
    ],
)
def test_style_is_shortened_without_changing_it(written: str, served: str) -> None:
    assert shortened(written) == served


def test_collected_styles_and_scripts_are_short_hashed_and_compressed(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "terakoya.portal.web.static_files.PortalStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    served = list(tmp_path.glob("portal/portal.*.css"))
    assert len(served) == 1
    text = served[0].read_text("utf-8")
    assert "\n" not in text
    assert ".btn-solid{background:var(--primary);color:var(--surface)}" in text
    assert served[0].with_name(f"{served[0].name}.gz").exists()
    (script,) = tmp_path.glob("learning/player.*.js")
    assert "\n//" not in script.read_text("utf-8")
    tokens = next(iter(tmp_path.glob("terakoya/tokens.*.css"))).read_text("utf-8")
    assert "Digital Agency" in tokens


def test_static_files_are_served_before_django_is_asked(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, False
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "one.js").write_bytes(b"export {};")
    asked: list[str] = []

    def portal(environ: Any, start_response: Any) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        start_response("404 Not Found", [])
        return [b"Django"]

    served = StaticFirst(portal)
    assert _got(served, "/static/portal/one.js") == (
        "200 OK",
        {
            "Content-Type": 'text/javascript; charset="utf-8"',
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        },
        b"export {};",
    )
    for other in ("/my/", "/static/portal/two.js", "/static/../secret"):
        assert _got(served, other) == ("404 Not Found", {}, b"Django")
    assert asked == ["/my/", "/static/portal/two.js", "/static/../secret"]


def _got(application: Any, path: str) -> tuple[str, dict[str, str], bytes]:
    """Status, the headers that matter here, and content."""
    environ: dict[str, Any] = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    told: list[Any] = []
    answer = application(environ, lambda status, headers: told.extend((status, headers)))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    names = ("Content-Type", "X-Content-Type-Options", "Referrer-Policy")
    kept = {k: v for k, v in told[1] if k in names or k.startswith("Cross-Origin")}
    return told[0], kept, content


@pytest.mark.parametrize(
    ("written", "served"),
    [
        ("// Why.\nlet a = 1;\n", "let a = 1;\n"),
        ("  /** What\n   * it does. */\n  run();\n", "  run();\n"),
        ('let url = "https://example"; // where\n', 'let url = "https://example"; // where\n'),
        ("/* Copyright */\nrun();\n", "/* Copyright */\nrun();\n"),
        ("let a = `\n// words\n`;\n", "let a = `\n// words\n`;\n"),
        ("a = b /* c */\n/ d;\n", "a = b /* c */\n/ d;\n"),
    ],
)
def test_script_loses_lines_that_are_comments_alone(written: str, served: str) -> None:
    assert without_comments(written) == served
