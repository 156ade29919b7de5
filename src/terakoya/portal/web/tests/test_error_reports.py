"""Reports of faults hold nothing of what was sent."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils.log import AdminEmailHandler
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.debug import sensitive_variables

from ..failures import server_fault

handler500 = server_fault
SENT, KEPT = "誰にも言えないこと", "ここだけの話"
HIDDEN = SafeExceptionReporterFilter.cleansed_substitute


class BrokenError(Exception):
    """Whatever goes wrong."""


@sensitive_variables()
def _broken(_request: HttpRequest) -> HttpResponse:
    told = KEPT
    raise BrokenError(len(told))


def _broken_in_plain_view(request: HttpRequest) -> HttpResponse:
    request.exception_reporter_filter = SafeExceptionReporterFilter()
    return _broken(request)


urlpatterns = [
    path("broken/", _broken),
    path("broken/plain/", _broken_in_plain_view),
    path("", include("terakoya.portal.config.urls")),
]


@pytest.fixture
def reports() -> Iterator[None]:
    """As where an operator wants faults mailed: by Django, and with all that it can put there."""
    handler = AdminEmailHandler(include_html=True)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    with override_settings(ADMINS=[("運営者", "operator@operator.example")], ROOT_URLCONF=__name__):
        yield
    logger.removeHandler(handler)


def fault(address: str = "/broken/") -> tuple[str, str]:
    """Send a form to a page that fails; the page, and the reports as text and as pages."""
    response = Client(raise_request_exception=False).post(address, {"comment": SENT})
    assert response.status_code == 500
    told = [str(report.message()) for report in mail.outbox]
    pages = [str(a[0]) for report in mail.outbox for a in getattr(report, "alternatives", ())]
    bodies = [str(report.body) for report in mail.outbox]
    return response.content.decode(), "".join([*told, *bodies, *pages])


@pytest.mark.parametrize("debug", [False, True])
def test_reports_and_debug_pages_hide_what_was_sent(reports: None, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        page, report = fault()
    assert ("BrokenError" in report, HIDDEN in report) == (True, True)
    assert [text for text in (SENT, KEPT) if text in page + report] == []


def test_reports_of_django_itself_show_what_was_sent(reports: None) -> None:
    _page, report = fault("/broken/plain/")
    assert SENT in report
