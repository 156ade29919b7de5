"""Addresses of contracts, invoices, payments and books."""

from django.urls import path

from .views import annexes as views_annexes
from .views import books as views_books
from .views import changes as views_changes
from .views import contracts as views_contracts
from .views import invoices as views
from .views import order_terms as views_order_terms
from .views import purchase_orders as views_purchase_orders
from .views import quotes as views_quotes
from .views import rules as views_rules
from .views import seats as views_seats
from .views import split as views_split
from .views import terms as views_terms

app_name = "billing"
urlpatterns = [
    path("manage/contracts/", views_contracts.contract_list, name="contract-list"),
    path("manage/contracts/export.csv", views_contracts.contract_export, name="contract-export"),
    path(
        "manage/contracts/export.xlsx", views_contracts.contract_workbook, name="contract-workbook"
    ),
    path("manage/contracts/billing/", views_terms.billing_address, name="billing-address"),
    path("manage/contracts/<uuid:contract>/seats/", views_contracts.seats_add, name="seats-add"),
    path("manage/contracts/<uuid:contract>/holders/", views_seats.seat_list, name="seat-list"),
    path(
        "manage/contracts/<uuid:contract>/holders/<uuid:member>/",
        views_seats.seat_give_on,
        name="seat-give-on",
    ),
    path(
        "manage/contracts/<uuid:contract>/quote/",
        views_quotes.contract_quote,
        name="contract-quote",
    ),
    path(
        "manage/contracts/<uuid:contract>/renew/", views_terms.contract_renew, name="contract-renew"
    ),
    path(
        "manage/contracts/<uuid:contract>/renewal/",
        views_terms.contract_renewal,
        name="contract-renewal",
    ),
    path(
        "manage/contracts/<uuid:contract>/cancel/",
        views_terms.contract_cancel,
        name="contract-cancel",
    ),
    path("manage/contracts/split/", views_split.cost_split, name="cost-split"),
    path(
        "manage/contracts/orders/<uuid:order>/number/",
        views_purchase_orders.purchase_order,
        name="purchase-order",
    ),
    path(
        "manage/contracts/invoices/<uuid:invoice>/split/",
        views_annexes.annex,
        name="annex",
    ),
    path(
        "operator/billing/invoices/<uuid:invoice>/split/",
        views_annexes.operator_annex,
        name="operator-annex",
    ),
    path("operator/billing/", views.invoice_list, name="invoice-list"),
    path("operator/billing/close/<slug:month>/", views.month_close, name="month-close"),
    path("operator/billing/invoices/<uuid:invoice>/", views.invoice, name="invoice"),
    path("operator/billing/invoices/<uuid:invoice>/act/", views.invoice_act, name="invoice-act"),
    path(
        "operator/billing/invoices/<uuid:invoice>/change/<slug:kind>/",
        views_changes.invoice_change,
        name="invoice-change",
    ),
    path("operator/billing/invoices/<uuid:invoice>/refund/", views_changes.refund, name="refund"),
    path(
        "operator/billing/orders/<uuid:order>/terms/",
        views_order_terms.order_terms,
        name="order-terms",
    ),
    path(
        "operator/billing/orders/<uuid:order>/terms/act/",
        views_order_terms.order_terms_act,
        name="order-terms-act",
    ),
    path("operator/billing/rules/", views_rules.rules, name="rules"),
    path("operator/billing/bank/", views_books.bank, name="bank"),
    path("operator/billing/bank/<uuid:line>/act/", views_books.bank_line_act, name="bank-line-act"),
    path("operator/billing/books/", views_books.books, name="books"),
    path("operator/billing/books/journal.csv", views_books.journal_file, name="journal-file"),
    path(
        "operator/billing/columns/<slug:purpose>/<slug:key>/",
        views_books.column_set,
        name="column-set",
    ),
]
