"""Addresses of the awareness survey."""

from django.urls import path

from .views import answering, opening, own_items, paper, results, waves

app_name = "surveys"
urlpatterns = [
    path("survey/<uuid:wave>/", answering.wave_answer, name="wave-answer"),
    path("survey/<uuid:wave>/thanks/", answering.wave_thanks, name="wave-thanks"),
    path("survey/self-check/<uuid:enrolment>/", answering.self_check, name="self-check"),
    path("survey/<uuid:wave>/result/", answering.company_result, name="company-result"),
    path("manage/surveys/", waves.wave_list, name="wave-list"),
    path("manage/surveys/open/<uuid:assignment>/", opening.wave_open, name="wave-open"),
    path(
        "manage/surveys/open/<uuid:assignment>/explanation.pdf",
        opening.explanation,
        name="explanation",
    ),
    path("manage/surveys/items/<uuid:assignment>/", own_items.own_items, name="own-items"),
    path(
        "manage/surveys/items/<uuid:own_item>/remove/",
        own_items.own_item_remove,
        name="own-item-remove",
    ),
    path("manage/surveys/<uuid:wave>/extend/", waves.wave_extend, name="wave-extend"),
    path("manage/surveys/<uuid:wave>/close/", waves.wave_close, name="wave-close"),
    path("manage/surveys/<uuid:paper_wave>/paper/", paper.wave_paper, name="wave-paper"),
    path("manage/surveys/<uuid:wave>/to-paper/", paper.wave_to_paper, name="wave-to-paper"),
    path(
        "manage/surveys/<uuid:paper_wave>/paper/<str:sheet_language>-<int:sheet_list>.xlsx",
        paper.paper_workbook,
        name="paper-workbook",
    ),
    path("manage/surveys/<uuid:wave>/result/", results.wave_result, name="wave-result"),
    path("manage/surveys/<uuid:wave>/result.xlsx", results.result_xlsx, name="result-xlsx"),
    path("manage/surveys/<uuid:wave>/result.pdf", results.result_pdf, name="result-pdf"),
    path("manage/surveys/<uuid:wave>/result.pptx", results.result_pptx, name="result-pptx"),
]
