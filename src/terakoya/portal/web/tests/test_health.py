"""`/health/`: what a load balancer and a monitor are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from terakoya.portal.common import clock
from terakoya.portal.delivery.heartbeat import FRESH_SECONDS, Heartbeat

from .. import health

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
ALL, WEB = reverse("web:health"), reverse("web:health-web")


def asked(address: str, **headers: str) -> tuple[int, dict[str, Any]]:
    response = Client().get(address, headers=headers)
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}
    return response.status_code, response.json()


def test_health_is_well_while_a_worker_gives_signs_of_life(db: None) -> None:
    with clock.fixed_at(NOON):
        Heartbeat().keep_row()
        assert asked(ALL) == (200, {"well": True, "database": True, "worker": True})
    with clock.fixed_at(NOON + dt.timedelta(seconds=FRESH_SECONDS)):
        assert asked(ALL) == (503, {"well": False, "database": True, "worker": False})
        assert asked(WEB) == (200, {"well": True, "database": True})


def test_health_tells_that_the_database_does_not_answer(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise OperationalError("could not connect to server at 192.0.2.7")

    monkeypatch.setattr(health, "is_any_worker_alive", fail)
    assert asked(ALL) == (503, {"well": False, "database": False, "worker": False})
    assert asked(WEB) == (503, {"well": False, "database": False})


def test_health_is_asked_by_address_and_only_read(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["portal.example"]
    assert asked(WEB, host="192.0.2.7:8000")[0] == 200
    page = Client(raise_request_exception=False).get("/help/", headers={"host": "192.0.2.7"})
    assert page.status_code >= 400
    assert Client().head(WEB).status_code == 200
    assert Client().post(WEB).status_code == 405


def test_health_costs_one_statement(db: None, django_assert_num_queries: Any) -> None:
    for address in (ALL, WEB):
        with django_assert_num_queries(1):
            Client().get(address)
