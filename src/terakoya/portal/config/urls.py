"""The address table (product.md §9); each app owns its own part."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # First what is asked most often: addresses are tried in this order.
    path("", include("terakoya.portal.learning.urls")),
    path("", include("terakoya.portal.catalogue.urls")),
    path("", include("terakoya.portal.surveys.urls")),
    path("", include("terakoya.portal.web.urls")),
    path("", include("terakoya.portal.accounts.urls")),
    path("", include("terakoya.portal.editions.urls")),
    path("", include("terakoya.portal.authoring.urls")),
    path("", include("terakoya.portal.proposals.urls")),
    path("", include("terakoya.portal.reminders.urls")),
    path("", include("terakoya.portal.reports.urls")),
    path("", include("terakoya.portal.evidence.urls")),
    path("", include("terakoya.portal.orders.urls")),
    path("", include("terakoya.portal.documents.urls")),
    path("", include("terakoya.portal.billing.urls")),
    path("", include("terakoya.portal.inquiries.urls")),
    path("", include("terakoya.portal.operator.urls")),
]

handler400 = "terakoya.portal.web.failures.bad_request"
handler403 = "terakoya.portal.web.failures.forbidden"
handler404 = "terakoya.portal.web.failures.not_found"
handler500 = "terakoya.portal.web.failures.server_fault"
