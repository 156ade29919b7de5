"""Addresses of editions."""

from django.urls import path

from .views import outline, own_decks, publishing, questions, slides, updates, uploads

app_name = "editions"
ONE = "manage/editions/<uuid:edition>/"
urlpatterns = [
    path("manage/editions/", outline.edition_list, name="edition-list"),
    path("manage/editions/open/<slug:course>/", outline.edition_open, name="edition-open"),
    path("manage/editions/new/<slug:course>/", outline.edition_new, name="edition-new"),
    path("manage/editions/releases/<uuid:release>/", publishing.release, name="release"),
    path(
        "manage/editions/releases/<uuid:release>/preview/",
        publishing.release_preview,
        name="release-preview",
    ),
    path("manage/editions/updates/<uuid:update>/", updates.update, name="update"),
    path(
        "manage/editions/updates/<uuid:update>/choose/",
        updates.update_choose,
        name="update-choose",
    ),
    path("manage/editions/updates/<uuid:update>/act/", updates.update_act, name="update-act"),
    path("manage/editions/uploads/<uuid:upload>/", uploads.upload, name="upload"),
    path(
        "manage/editions/uploads/<uuid:upload>/progress/",
        uploads.upload_progress,
        name="upload-progress",
    ),
    path("manage/editions/uploads/<uuid:upload>/act/", uploads.upload_act, name="upload-act"),
    path(
        "manage/editions/uploads/<uuid:upload>/pages/<int:page>.png",
        uploads.upload_picture,
        name="upload-picture",
    ),
    path("manage/editions/decks/", own_decks.own_deck_list, name="own-deck-list"),
    path("manage/editions/decks/<uuid:deck>/", own_decks.own_deck, name="own-deck"),
    path(
        "manage/editions/decks/<uuid:deck>/progress/",
        own_decks.own_deck_progress,
        name="own-deck-progress",
    ),
    path("manage/editions/decks/<uuid:deck>/act/", own_decks.own_deck_act, name="own-deck-act"),
    path(
        "manage/editions/decks/<uuid:deck>/<slug:kind>/",
        own_decks.own_deck_file,
        name="own-deck-file",
    ),
    path(ONE, outline.edition, name="edition"),
    path(f"{ONE}deck/", own_decks.own_deck_ask, name="own-deck-ask"),
    path(f"{ONE}uploads/", uploads.upload_list, name="upload-list"),
    path(f"{ONE}name/", outline.edition_rename, name="edition-rename"),
    path(f"{ONE}follow/", updates.edition_follow, name="edition-follow"),
    path(f"{ONE}variables/", outline.edition_variables, name="edition-variables"),
    path(f"{ONE}add/", slides.slide_add, name="slide-add"),
    path(f"{ONE}slides/<slug:slide>/", slides.slide_edit, name="slide-edit"),
    path(f"{ONE}slides/<slug:slide>/preview/", slides.slide_preview, name="slide-preview"),
    path(f"{ONE}slides/<slug:slide>/act/", slides.slide_act, name="slide-act"),
    path(f"{ONE}questions/", questions.question_list, name="question-list"),
    path(f"{ONE}questions/add/", questions.question_add, name="question-add"),
    path(f"{ONE}questions/<slug:question>/", questions.question_edit, name="question-edit"),
    path(f"{ONE}questions/<slug:question>/act/", questions.question_act, name="question-act"),
    path(f"{ONE}preview/", publishing.edition_preview, name="edition-preview"),
    path(f"{ONE}publish/", publishing.edition_publish, name="edition-publish"),
    path(f"{ONE}history/", publishing.edition_history, name="edition-history"),
    path(f"{ONE}history/<int:number>/act/", publishing.published_act, name="published-act"),
    path(f"{ONE}stop/", publishing.edition_stop, name="edition-stop"),
]
