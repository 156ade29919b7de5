"""A passkey is made, used to sign in and to be asked again, named and removed, in a browser.

Chromium brings an authenticator of its own for tests, which signs as a device would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from terakoya.portal.accounts.models import Person
from terakoya.portal.common import clock

from .people import PASSWORD, make_owner

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]


def with_authenticator(page: Page) -> None:
    """Plug in the browser's own authenticator, which agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/?by=email")
    page.set_default_timeout(20_000)
    page.locator("#id_email").fill("yamada@mihon.example")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="ログイン", exact=True).click()


def test_passkey_from_its_making_to_its_end(chromium: Browser, live_server: LiveServer) -> None:
    make_owner()
    # A passkey belongs to a name; Chromium takes localhost as safe without a certificate.
    address = live_server.url.replace("127.0.0.1", "localhost")
    context = chromium.new_context(locale="ja-JP", base_url=address)
    page = context.new_page()
    with_authenticator(page)
    sign_in(page, address)
    page.goto("/my/second-factor/passkeys/")
    page.locator("#id_name").fill("会社のノートPC")
    page.get_by_role("button", name="この端末で作る").click()
    expect(page.get_by_role("heading", name="回復用コード")).to_be_visible()
    page.get_by_role("button", name="控えました").click()
    expect(page.locator("input[name=name]")).to_have_value("会社のノートPC")
    assert Person.objects.get().has_second_factor

    page.goto("/my/second-factor/")
    page.locator("input[name=name]").fill("自宅のPC")
    page.get_by_role("button", name="名前を変える").click()
    expect(page.locator("input[name=name]")).to_have_value("自宅のPC")

    context.clear_cookies()
    sign_in(page, address)
    expect(page.get_by_role("heading", name="2段階の確認")).to_be_visible()
    page.get_by_role("button", name="パスキーで確認する").click()
    page.wait_for_url("**/manage/")
    row = Authenticator.objects.get(type="webauthn")
    assert row.last_used_at is not None

    page.goto(f"/my/confirm/?next=/my/second-factor/&at={clock.today()}")
    page.get_by_role("button", name="パスキーで確認する").click()
    page.wait_for_url("**/my/second-factor/")
    page.get_by_role("button", name="このパスキーを外す").click()
    expect(page.get_by_text("パスキーを外しました。")).to_be_visible()
    assert not Authenticator.objects.exists()
    context.close()
