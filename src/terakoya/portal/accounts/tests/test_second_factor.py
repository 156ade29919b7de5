"""Codes by time and recovery codes: setting up, signing in with them, and what ends them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from terakoya.portal.accounts.authenticators import (
    PortalAdapter,
    new_secret,
    periods_off,
    recovery_codes,
)
from terakoya.portal.accounts.errors import FactorClockWrong, FactorCodeWrong
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.selectors import factors_of
from terakoya.portal.accounts.services import (
    close_recovery_codes,
    remove_app,
    reset_second_factor,
    set_up_app,
)
from terakoya.portal.accounts.tokens import password_token
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from tests.courseware.laws import examples
from tests.factories import make_operator

from .people import PASSWORD, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=clock.TOKYO)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def at(seconds: float) -> Any:
    return clock.fixed_at(NOW + dt.timedelta(seconds=seconds))


def code(seconds: float, secret: str = SECRET) -> str:
    """What an app shows at this second, reckoned by another hand than the portal's."""
    import hashlib
    import hmac
    from base64 import b32decode

    counter = int((NOW + dt.timedelta(seconds=seconds)).timestamp()) // 30
    digest = hmac.new(b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    begin = digest[-1] & 15
    number = int.from_bytes(digest[begin : begin + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@pytest.fixture
def owner(db: None) -> Member:
    """An owner whose app was set up a minute before NOW; the codes were kept."""
    owner = make_owner()
    with at(-60):
        set_up_app(by=owner.person, secret=SECRET, code=code(-60))
        close_recovery_codes(by=owner.person)
    return owner


def first_step(owner: Member, client: Client | None = None, **more: str) -> Client:
    """A browser in which the password was right."""
    client = client or Client()
    form = {"by": "email", "email": owner.person.email or "", "password": PASSWORD, **more}
    response = client.post("/sign-in/", form)
    assert response["Location"].startswith("/sign-in/step/"), response["Location"]
    return client


def is_in(client: Client) -> bool:
    return client.get("/my/account/").status_code == 200


# -- signing in


def test_password_alone_signs_nobody_in(owner: Member) -> None:
    with at(0):
        client = first_step(owner, next="/my/data/")
        assert not is_in(client)
        assert client.get("/sign-in/")["Location"] == "/sign-in/step/"
        done = client.post("/sign-in/step/?next=/my/data/", {"code": code(0)})
        assert (done.status_code, done["Location"]) == (302, "/my/data/")
        assert is_in(client)


@pytest.mark.parametrize("form", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "wide"])
def test_code_is_taken_in_any_width_and_with_spaces(owner: Member, form: str) -> None:
    with at(0):
        typed = code(0)
        wide = typed.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
        sent = wide if form == "wide" else form.format(typed)
        assert first_step(owner).post("/sign-in/step/", {"code": sent})["Location"] == "/manage/"


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_device_may_be_half_a_minute_off(owner: Member, off: int) -> None:
    with at(0):
        response = first_step(owner).post("/sign-in/step/", {"code": code(off)})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("off", "sentence"),
    [
        (-120, "このコードは期限が切れています。"),
        (120, "コードが違います。"),
        (-900, "コードが違います。"),
    ],
)
def test_code_of_another_time_is_refused(owner: Member, off: int, sentence: str) -> None:
    with at(0):
        response = first_step(owner).post("/sign-in/step/", {"code": code(off)})
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_code_is_good_once(owner: Member) -> None:
    with at(0):
        assert first_step(owner).post("/sign-in/step/", {"code": code(0)}).status_code == 302
        for used in (code(0), code(-30)):
            again = first_step(owner).post("/sign-in/step/", {"code": used})
            assert again.status_code == 422
    with at(30):
        assert first_step(owner).post("/sign-in/step/", {"code": code(30)}).status_code == 302


def test_wrong_codes_are_locked_like_passwords(owner: Member) -> None:
    with at(0):
        client = first_step(owner)
        for _ in range(8):
            assert client.post("/sign-in/step/", {"code": "000000"}).status_code == 422
        late = client.post("/sign-in/step/", {"code": code(0)})
        assert late.status_code == 429
        assert int(late["Retry-After"]) <= 450
    with at(451):
        assert first_step(owner).post("/sign-in/step/", {"code": code(451)}).status_code == 302


def test_nothing_typed_is_said_at_the_field(owner: Member) -> None:
    with at(0):
        response = first_step(owner).post("/sign-in/step/", {"code": ""})
    assert response.status_code == 422
    assert "確認コードを入力してください。" in response.content.decode()


def test_first_step_ends_after_ten_minutes_and_with_the_password(owner: Member) -> None:
    with at(0):
        late, other = first_step(owner), first_step(owner)
    with at(601):
        response = late.post("/sign-in/step/", {"code": code(601)}, follow=True)
        assert "時間がたったため" in response.content.decode()
        assert not is_in(late)
    with at(60):
        owner.person.set_password("another horse 8")
        owner.person.save()
        other.post("/sign-in/step/", {"code": code(60)})
        assert not is_in(other)


def test_beginning_again_forgets_the_first_step(owner: Member) -> None:
    with at(0):
        client = first_step(owner)
        assert client.post("/sign-in/step/", {"stop": "1"})["Location"] == "/sign-in/"
        assert client.get("/sign-in/").status_code == 200
        client.post("/sign-in/step/", {"code": code(0)})
        assert not is_in(client)


def test_without_a_first_step_there_is_no_second(db: None, client: Client) -> None:
    assert client.get("/sign-in/step/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/step/", {"code": "1"})["Location"] == "/sign-in/"


def test_mailed_link_asks_for_the_second_step_too(owner: Member) -> None:
    with at(0):
        client = Client()
        address = f"/password/{password_token(owner.person)}/"
        client.post(address, {"password": "another horse 8"})
        assert not is_in(client)
        assert (
            client.get("/my/account/", follow=True)
            .redirect_chain[-1][0]
            .startswith("/sign-in/step/")
        )
        client.post("/sign-in/step/", {"code": code(0)})
        assert is_in(client)


def test_log_says_by_which_factor(owner: Member) -> None:
    from terakoya.portal.audit.models import WaitingEntry

    with at(0):
        first_step(owner).post("/sign-in/step/", {"code": code(0)})
    kept = WaitingEntry.objects.latest("id")
    assert (kept.verb, kept.data) == ("sign-in.done", {"way": "email", "second": "code"})


def test_somebody_without_a_factor_takes_one_step(db: None, client: Client) -> None:
    assert sign_in(client, make_owner()).get("/my/account/").status_code == 200


# -- recovery codes


def test_each_recovery_code_works_once_and_is_told(owner: Member) -> None:
    with at(0):
        one, two = recovery_codes(factors_of(owner.person).recovery)[:2]
        assert first_step(owner).post("/sign-in/step/", {"code": one}).status_code == 302
        assert first_step(owner).post("/sign-in/step/", {"code": one}).status_code == 422
        typed = f"{two[:4]}-{two[4:]}"
        assert first_step(owner).post("/sign-in/step/", {"code": typed}).status_code == 302
    assert factors_of(owner.person).codes_left == 8
    assert "回復用コードが1つ使われました" in OutboxMessage.objects.latest("id").payload["text"]


def test_recovery_codes_are_shown_until_they_are_kept(db: None) -> None:
    owner = make_owner()
    with at(0):
        client = sign_in(Client(), owner)
        page = client.get("/my/second-factor/app/")
        secret = client.session["app_secret"]
        assert "<svg" in page.content.decode()
        done = client.post("/my/second-factor/app/", {"code": code(0, secret)})
        assert done["Location"] == "/my/second-factor/codes/"
        shown = client.get("/my/second-factor/codes/").content.decode()
        codes = recovery_codes(factors_of(owner.person).recovery)
        assert len(codes) == 10
        assert re.findall(r">(\d{8})<", shown) == codes
        saved = client.get("/my/second-factor/codes.txt").content.decode()
        assert saved.split()[-10:] == codes
        client.post("/my/second-factor/codes/", {})
        assert codes[0] not in client.get("/my/second-factor/codes/").content.decode()
        assert client.get("/my/second-factor/codes.txt").status_code == 404
        client.post("/my/second-factor/codes/", {"renew": "1"})
        fresh = recovery_codes(factors_of(owner.person).recovery)
        assert not set(fresh) & set(codes)
        assert fresh[0] in client.get("/my/second-factor/codes/").content.decode()


# -- setting up and removing


@pytest.mark.parametrize(("off", "minutes"), [(180, "3"), (-600, "10")])
def test_clock_that_is_wrong_is_told_in_minutes_while_setting_up(
    db: None, off: int, minutes: str
) -> None:
    person = make_owner().person
    with at(0), pytest.raises(FactorClockWrong, match=f"約{minutes}分"):
        set_up_app(by=person, secret=SECRET, code=code(off))
    with at(0), pytest.raises(FactorCodeWrong):
        set_up_app(by=person, secret=SECRET, code="000000")
    assert not Authenticator.objects.exists()


def test_set_up_and_removal_end_other_sessions_and_are_mailed(db: None) -> None:
    owner = make_owner()
    with at(0):
        here, there = sign_in(Client(), owner), sign_in(Client(), owner)
        here.get("/my/second-factor/app/")
        here.post("/my/second-factor/app/", {"code": code(0, here.session["app_secret"])})
        assert (is_in(here), is_in(there)) == (True, False)
        assert "追加されました" in OutboxMessage.objects.latest("id").payload["text"]
        assert "設定済み" in here.get("/my/account/").content.decode()
        for _ in range(2):
            assert here.post("/my/second-factor/app/remove/").status_code == 302
    owner.person.refresh_from_db()
    assert (owner.person.has_second_factor, Authenticator.objects.count()) == (False, 0)
    verbs = AuditEntry.objects.filter(verb__startswith="second").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "second-factor.added",
        "second-factor.removed",
    ]


def test_changing_asks_again_by_code_or_password(owner: Member) -> None:
    with at(0):
        client = first_step(owner)
        client.post("/sign-in/step/", {"code": code(0)})
    with at(1200):
        assert client.get("/my/second-factor/").status_code == 200
        asked = client.post("/my/second-factor/app/remove/", follow=True)
        assert asked.redirect_chain == [
            ("/my/confirm/?next=%2Fmy%2Fsecond-factor%2Fapp%2Fremove%2F", 307)
        ]
        assert Person.objects.get().has_second_factor
        form = {"confirm-form": "1", "confirm-passkey": "", "confirm-password": ""}
        nothing = client.post(asked.redirect_chain[0][0], form)
        assert nothing.status_code == 422
        form["confirm-code"] = code(1200)
        client.post(asked.redirect_chain[0][0], form, follow=True)
    assert not Person.objects.get().has_second_factor


def test_learner_has_no_such_page(owner: Member) -> None:
    learner = make_member(owner)
    client = sign_in(Client(), learner)
    assert client.get("/my/second-factor/").status_code == 404
    assert "2段階の確認" not in client.get("/my/account/").content.decode()


def test_passkey_of_somebody_else_is_a_404(owner: Member) -> None:
    row = Authenticator.objects.create(
        user=make_owner(email="b@mihon.example", organisation="例示物産").person,
        type="webauthn",
        data={"name": "鍵"},
    )
    with at(0):
        client = first_step(owner)
        client.post("/sign-in/step/", {"code": code(0)})
        for form in ({"name": "x"}, {"remove": "1"}):
            assert client.post(f"/my/second-factor/passkeys/{row.pk}/", form).status_code == 404
    row.refresh_from_db()
    assert row.data == {"name": "鍵"}


def test_seller_resets_who_has_lost_everything(owner: Member) -> None:
    call_command("reset_second_factor", owner.person.email)
    owner.person.refresh_from_db()
    assert not owner.person.has_second_factor
    assert reset_second_factor(person=owner.person) is False
    assert "ご依頼により" in OutboxMessage.objects.latest("id").payload["text"]
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody@mihon.example")


def test_own_data_name_the_factors(owner: Member) -> None:
    with at(0):
        client = first_step(owner)
        client.post("/sign-in/step/", {"code": code(0)})
        told = client.get("/my/data/data.json").json()["sections"]["second_factors"]
    assert [row["kind"] for row in told] == ["認証アプリ", "回復用コード"]
    assert SECRET not in str(told)


def test_operator_sets_a_factor_up_before_any_page_of_theirs_opens(db: None) -> None:
    operator = make_operator()
    client = Client()
    client.force_login(operator)
    assert client.get("/operator/").status_code == 200
    Person.objects.update(has_second_factor=False)
    led = client.get("/operator/", follow=True)
    assert led.redirect_chain == [("/my/second-factor/", 302)]
    assert "2段階の確認を設定してから使えます" in led.content.decode()
    owner = make_owner()
    assert sign_in(Client(), owner).get("/operator/").status_code == 404


# -- keys


def test_keys_are_sealed_and_open_with_a_former_secret(owner: Member, settings: Any) -> None:
    row = Authenticator.objects.get(type="totp")
    assert SECRET not in str(row.data)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret"
    assert PortalAdapter().decrypt(row.data["secret"]) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with at(0):
        response = first_step(owner).post("/sign-in/step/", {"code": code(0)})
    assert response.status_code == 422
    remove_app(by=owner.person)
    assert not Authenticator.objects.exists()


@settings(max_examples=examples(100))
@given(st.integers(min_value=-2_000, max_value=2_000))
def test_codes_are_those_of_the_standard(seconds: int) -> None:
    secret = new_secret()
    with at(seconds):
        assert periods_off(secret, code(seconds, secret), [0]) == 0
        assert periods_off(secret, code(seconds + 30, secret), [1]) == 1
        assert periods_off("", "755224", range(-20, 21)) is None
