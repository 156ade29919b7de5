"""Addresses of inquiries."""

from django.urls import path

from .views import desk_settings, manage, operator, public, quoting

app_name = "inquiries"
urlpatterns = [
    path("contact/", public.contact, name="contact"),
    path("contact/thanks/", public.contact_thanks, name="contact-thanks"),
    path("consulting/", public.consulting, name="consulting"),
    path("manage/inquiries/", manage.own_inquiry_list, name="own-inquiry-list"),
    path("manage/inquiries/<uuid:inquiry>/", manage.own_inquiry, name="own-inquiry"),
    path(
        "manage/inquiries/<uuid:inquiry>/files/<uuid:attachment>/",
        manage.own_inquiry_file,
        name="own-inquiry-file",
    ),
    path("operator/inquiries/", operator.inquiry_list, name="inquiry-list"),
    path("operator/inquiries/settings/", desk_settings.inquiry_settings, name="inquiry-settings"),
    path("operator/inquiries/templates/new/", desk_settings.template_new, name="template-new"),
    path(
        "operator/inquiries/templates/<uuid:template>/",
        desk_settings.template_edit,
        name="template-edit",
    ),
    path("operator/inquiries/<uuid:inquiry>/", operator.inquiry, name="inquiry"),
    path("operator/inquiries/<uuid:inquiry>/quote/", quoting.inquiry_quote, name="inquiry-quote"),
    path("operator/inquiries/<uuid:inquiry>/draft/", operator.answer_draft, name="answer-draft"),
    path(
        "operator/inquiries/<uuid:inquiry>/files/<uuid:attachment>/",
        operator.inquiry_file,
        name="inquiry-file",
    ),
]
