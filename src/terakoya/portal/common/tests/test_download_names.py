"""Names of downloads: the name itself, and plain letters for programs that know no others."""

from __future__ import annotations

import pytest

from terakoya.portal.common.download_names import attachment


@pytest.mark.parametrize(
    ("name", "plain", "expected"),
    [
        ("Safety at work.pdf", "", "Safety-at-work.pdf"),
        ("個人情報の取り扱い.scorm12.zip", "course-2", "course-2.scorm12.zip"),
        ("個人情報2026.pptx", "course-2", "2026.pptx"),
        ("個人情報.pptx", "", "download.pptx"),
        ('a"b/c\r\nX: y.pdf', "", "a_b_c_X_-y.pdf"),
    ],
)
def test_a_download_has_a_plain_name_too(name: str, plain: str, expected: str) -> None:
    header = attachment(name, plain)
    assert header.startswith(f"attachment; filename=\"{expected}\"; filename*=UTF-8''")
    assert "\r" not in header and "\n" not in header


def test_everybody_else_gets_the_name_itself() -> None:
    assert attachment("安全.pdf", "course-1").endswith("UTF-8''%E5%AE%89%E5%85%A8.pdf")
