"""Settings of the environment are read with their type, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from terakoya.portal.config.environment import (
    beside,
    database,
    env_bool,
    env_int,
    env_list,
    env_networks,
    secret_key,
)


def test_numbers_lists_and_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "8001")
    monkeypatch.setenv("B", " one, two,,")
    monkeypatch.setenv("C", "Yes")
    monkeypatch.setenv("D", "")
    assert (env_int("A", 1), env_int("D", 1), env_int("MISSING", 1)) == (8001, 1, 1)
    assert (env_list("B"), env_list("MISSING", "x")) == (["one", "two"], ["x"])
    assert (env_bool("C", False), env_bool("D", True), env_bool("MISSING", True)) == (
        True,
        False,
        True,
    )


def test_number_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "80a")
    with pytest.raises(ImproperlyConfigured, match="PORT is '80a'; it must be a whole number"):
        env_int("PORT", 8000)


def test_networks_are_addresses_networks_or_unix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "127.0.0.1, 10.1.2.3/8,[::1],unix")
    assert env_networks("A") == ["127.0.0.1/32", "10.0.0.0/8", "::1/128", "unix"]
    assert env_networks("MISSING") == []
    monkeypatch.setenv("A", "127.0.0.1,proxy.mihon.example")
    with pytest.raises(ImproperlyConfigured, match=r"A names 'proxy.mihon.example'; it must be"):
        env_networks("A")


def test_database_of_an_address() -> None:
    sqlite = database("sqlite:////srv/terakoya/db.sqlite3")
    assert (sqlite["ENGINE"], sqlite["NAME"]) == (
        "django.db.backends.sqlite3",
        "/srv/terakoya/db.sqlite3",
    )
    postgres = database("postgresql://u%40x:p%2Fw@db.mihon.example:5433/terakoya")
    assert {key: postgres[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "terakoya",
        "USER": "u@x",
        "PASSWORD": "p/w",
        "HOST": "db.mihon.example",
        "PORT": "5433",
    }


def test_database_of_another_kind_is_refused_without_its_password() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database("mysql://user:hidden@host/name")
    assert "mysql" in str(refusal.value)
    assert "hidden" not in str(refusal.value)


def test_secret_is_made_once_and_for_the_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TERAKOYA_SECRET_KEY", raising=False)
    first = secret_key(tmp_path / "var")
    assert (len(first) >= 48, secret_key(tmp_path / "var")) == (True, first)
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("TERAKOYA_SECRET_KEY", "given")
    assert secret_key(tmp_path / "var") == "given"


def test_folder_beside_var_bears_the_name_of_another_one() -> None:
    assert beside(Path("/srv/portal/var"), "audit-key") == Path("/srv/portal/audit-key")
    assert beside(Path("/tmp/a.b"), "audit-key") == Path("/tmp/a.b-audit-key")


def test_keys_of_surveys_lie_beside_var_and_are_of_full_size() -> None:
    from terakoya.portal.config import settings

    assert settings.SURVEY_KEY_BITS == 3072
    assert beside(settings.VAR, "survey-keys") == settings.SURVEY_KEYS
