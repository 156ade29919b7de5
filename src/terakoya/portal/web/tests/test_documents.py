"""The documents of the footer, in both languages, with the seller's data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from ..documents import Document, document_template

TEMPLATES = Path(__file__).parents[1] / "templates/web/documents"
pytestmark = pytest.mark.django_db  # legal pages have versions
HEADINGS = {
    ("terms", "ja"): "利用規約",
    ("privacy", "ja"): "プライバシーポリシー",
    ("commerce", "ja"): "特定商取引法に基づく表記",
    ("accessibility", "ja"): "ウェブアクセシビリティ方針",
    ("terms", "en"): "Terms of use",
    ("privacy", "en"): "Privacy policy",
    ("commerce", "en"): "Legal notice under the Act on Specified Commercial Transactions",
    ("accessibility", "en"): "Accessibility",
}


@pytest.mark.parametrize(("name", "language"), HEADINGS)
def test_document_is_shown_in_the_readers_language(
    client: Client, name: str, language: str
) -> None:
    client.cookies["language"] = language
    page = client.get(reverse(f"web:{name}"))
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page.content.decode())
    assert (page.status_code, found) == (200, [HEADINGS[name, language]])


def test_documents_are_complete_in_every_language() -> None:
    files = {
        folder.name: {path.stem for path in folder.glob("*.html")} for folder in TEMPLATES.iterdir()
    }
    assert files == {code: {str(name) for name in Document} for code in ("ja", "en")}


def test_document_without_a_translation_is_japanese() -> None:
    assert document_template(Document.TERMS, "xx") == "web/documents/ja/terms.html"


def test_commerce_names_the_seller_of_the_settings(client: Client, settings: Settings) -> None:
    settings.SELLER_NAME = "株式会社れいだい"
    settings.SELLER_REPRESENTATIVE = "例題 一"
    settings.SELLER_ADDRESS = "大阪府大阪市例示町9"
    settings.SELLER_PHONE = "06-0000-0000"
    settings.SELLER_EMAIL = "desk@reidai.example"
    settings.SELLER_REGISTRATION = "T9999999999999"
    html = client.get(reverse("web:commerce")).content.decode()
    rows = dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html))
    assert [rows[key] for key in ("販売事業者", "代表者", "所在地", "メールアドレス")] == [
        "株式会社れいだい",
        "例題 一",
        "大阪府大阪市例示町9",
        '<a href="mailto:desk@reidai.example">desk@reidai.example</a>',
    ]
    assert rows["適格請求書発行事業者の登録番号"] == "T9999999999999"


def test_commerce_without_a_registration_shows_no_empty_row(
    client: Client, settings: Settings
) -> None:
    settings.SELLER_REGISTRATION = ""
    html = client.get(reverse("web:commerce")).content.decode()
    assert "登録番号" not in html
