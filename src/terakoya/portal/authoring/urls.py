"""Addresses of own courses."""

from django.urls import path

from .views import courses, exports, operator, pages, survey, voices

app_name = "authoring"
ONE = "manage/own-courses/<uuid:own_course>/"
urlpatterns = [
    path("operator/courses/", operator.catalogue, name="catalogue"),
    path("operator/courses/make/", operator.catalogue_make, name="catalogue-make"),
    path("operator/courses/<slug:course>/act/", operator.catalogue_act, name="catalogue-act"),
    path("operator/courses/<slug:course>/shop/", operator.catalogue_shop, name="catalogue-shop"),
    path(
        "operator/courses/from/<uuid:own_course>/",
        operator.catalogue_publish,
        name="catalogue-publish",
    ),
    path("operator/own-courses/", operator.own_course_terms_page, name="own-course-terms"),
    path("manage/own-courses/", courses.own_course_list, name="own-course-list"),
    path(ONE, courses.own_course, name="own-course"),
    path(f"{ONE}progress/", courses.own_course_progress, name="own-course-progress"),
    path(f"{ONE}exports/", exports.own_course_exports, name="own-course-exports"),
    path(f"{ONE}drop/", courses.own_course_drop, name="own-course-drop"),
    path(f"{ONE}survey/", survey.own_course_survey, name="own-course-survey"),
    path(f"{ONE}survey/<slug:item>/drop/", survey.survey_item_drop, name="survey-item-drop"),
    path(f"{ONE}voice/", voices.own_course_voice, name="own-course-voice"),
    path(f"{ONE}sample/progress/", voices.sample_progress, name="sample-progress"),
    path(f"{ONE}sample/<uuid:sample>.m4a", voices.sample_sound, name="sample-sound"),
    path(f"{ONE}pages/<int:page>/act/", pages.page_act, name="page-act"),
    path(f"{ONE}pages/<int:page>/", pages.page_picture, name="page-picture"),
]
