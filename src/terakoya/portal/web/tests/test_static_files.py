"""Style sheets are served shorter, and mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from ..static_files import shortened


@pytest.mark.parametrize(
    ("written", "served"),
    [
        (".a {\n  color: red;\n  margin: 0 1px;\n}\n", ".a{color:red;margin:0 1px;}"),
        (".a :hover , .b > .c { top: 0 }", ".a :hover,.b > .c{top:0}"),
        ('li::marker { content: "✓  , {"; }', 'li::marker{content:"✓  , {";}'),
        ("/* why */ .a { width: calc(1px + 2px) }", ".a{width:calc(1px + 2px)}"),
        ("/* Copyright Somebody */\n.a { b: c }", "/* Copyright Somebody */ .a{b:c}"),
        (
            "@media (min-width: 9px) { .a:not(.b) { c: d } }",
            "@media (min-width:9px){.a:not(.b){c:d}}",
        ),
    ],
)
def test_style_is_shortened_without_changing_it(written: str, served: str) -> None:
    assert shortened(written) == served


def test_collected_styles_are_short_hashed_and_compressed(
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
    assert ".btn-solid{background:var(--primary);color:var(--surface);}" in text
    assert served[0].with_name(f"{served[0].name}.gz").exists()
    tokens = next(iter(tmp_path.glob("terakoya/tokens.*.css"))).read_text("utf-8")
    assert "Digital Agency" in tokens
