"""Addresses of the storefront and of applying."""

from django.urls import path

from .views import applying as views_apply
from .views import approvals as views_approvals
from .views import exports as views_exports
from .views import manuscripts as views_manage
from .views import prices as views_prices
from .views import quotes as views_quotes
from .views import storefront as views

app_name = "orders"
urlpatterns = [
    path("", views.storefront, name="storefront"),
    path("courses/<slug:slug>/", views.course, name="course"),
    path("courses/<slug:slug>/sample/", views.sample, name="sample"),
    path("courses/<slug:slug>/sample/<slug:slide>/", views.sample_slide, name="sample-slide"),
    path("courses/<slug:slug>/sample.zip", views.sample_archive, name="sample-archive"),
    path("apply/", views_apply.apply_items, name="apply-items"),
    path("apply/customer/", views_apply.apply_customer, name="apply-customer"),
    path("apply/check/", views_apply.apply_check, name="apply-check"),
    path("apply/start/", views_apply.apply_start, name="apply-start"),
    path("apply/price/", views_apply.apply_price, name="apply-price"),
    path("quote/", views.quote_request, name="quote-request"),
    path("quote/new/", views_quotes.quote_new, name="quote-new"),
    path("quote/<slug:code>/", views_quotes.quote, name="quote"),
    path("quote/<slug:code>/pdf/", views_quotes.quote_pdf, name="quote-pdf"),
    path("quote/<slug:code>/act/", views_quotes.quote_act, name="quote-act"),
    path("operator/quotes/new/", views_quotes.operator_quote_new, name="operator-quote-new"),
    path("operator/prices/", views_prices.prices, name="prices"),
    path("operator/approval-rules/", views_approvals.approval_rules, name="approval-rules"),
    path("manage/orders/", views_manage.order_list, name="order-list"),
    path("manage/manuscripts/", views_manage.manuscripts, name="manuscripts"),
    path(
        "manage/manuscripts/<uuid:licence>/<slug:language>/<slug:fmt>/",
        views_manage.manuscript_download,
        name="manuscript-download",
    ),
    path(
        "manage/manuscripts/<uuid:licence>/<uuid:revision>/<slug:language>/<slug:fmt>/",
        views_manage.manuscript_past,
        name="manuscript-past",
    ),
    path("manage/exports/", views_manage.exports, name="exports"),
    path("manage/exports/kit/<slug:slug>/", views_manage.kit_download, name="kit-download"),
    path("manage/exports/<uuid:licence>/", views_manage.export_download, name="export-download"),
    path("manage/exports/files/<uuid:job>/", views_exports.export_job, name="export-job"),
    path(
        "manage/exports/files/<uuid:job>/progress/",
        views_exports.export_job_progress,
        name="export-job-progress",
    ),
    path(
        "manage/exports/files/<uuid:job>/file/",
        views_exports.export_job_file,
        name="export-job-file",
    ),
    path(
        "manage/exports/files/<uuid:job>/drop/",
        views_exports.export_job_drop,
        name="export-job-drop",
    ),
]
