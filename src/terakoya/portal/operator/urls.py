"""Addresses of the operator's desk."""

from django.urls import path

from .views import customers, home, log, orders, people, suspension

app_name = "operator"
urlpatterns = [
    path("operator/", home.home, name="home"),
    path("operator/orders/", orders.orders, name="orders"),
    path("operator/orders/<uuid:order>/", orders.order, name="order"),
    path("operator/organisations/", customers.customers, name="customers"),
    path("operator/organisations/<uuid:organisation>/", customers.customer, name="customer"),
    path(
        "operator/organisations/<uuid:organisation>/suspension/",
        suspension.suspension,
        name="suspension",
    ),
    path(
        "operator/organisations/<uuid:organisation>/suspension/act/",
        suspension.suspension_act,
        name="suspension-act",
    ),
    path("operator/log/", log.log, name="log"),
    path("operator/people/", people.people, name="people"),
    path("operator/people/<uuid:person>/", people.person_rights, name="person-rights"),
]
