"""実施説明書: what a union or a works council is told before a survey, on two pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from terakoya.courseware.inline import plain
from terakoya.courseware.model import Survey

from ..common import clock
from ..common.dates import full_day
from ..common.languages import current_language
from .choices import Axis
from .documents import Document, PrintedTable, Section, text_row
from .headcounts import Headcount
from .models import Wave
from .words import PAPER_MARK


def explanation_document(
    *,
    organisation: str,
    title: str,
    survey: Survey,
    minutes: int,
    headcount: Headcount,
    wave: Wave,
) -> Document:
    """The document; a wave that is not open yet has the numbers it would open with."""
    return Document(
        title=_("意識調査の実施説明書"),
        subtitle=_("%(organisation)s／研修「%(title)s」／%(on)s 作成")
        % {"organisation": organisation, "title": title, "on": full_day(clock.today())},
        author=organisation,
        footer=_footer(wave),
        language=current_language(),
        sections=(
            _purpose(survey, minutes, headcount),
            _stored_of_paper() if wave.is_on_paper else _stored(),
            _units(headcount, wave),
            _readers_of_paper(wave) if wave.is_on_paper else _readers(wave),
            _uses(),
            _limits_of_paper() if wave.is_on_paper else _limits(),
            _items(survey),
            _consent(),
        ),
    )


def _footer(wave: Wave) -> str:
    if wave.is_on_paper:
        return _("紙・Excelで集める場合の説明書です。用紙を配るときに、同じことを伝えてください。")
    return _("この説明書は、回答する人の画面に出る約束と同じ内容です。")


def _purpose(survey: Survey, minutes: int, headcount: Headcount) -> Section:
    return Section(
        _("1. 目的と対象"),
        points=(
            _("研修の前後に職場の状態をたずね、研修の内容を職場に合わせるために行います。"),
            _(
                "対象は%(n)s名です。事前・事後・90日後の3回、同じ%(items)s問（約%(minutes)s分）をたずねます。"
            )
            % {"n": headcount.members, "items": len(survey.items), "minutes": minutes},
            _("回答は任意です。回答しなくても、研修にも修了証にも影響しません。"),
            _("各回の受付は最長60日です。「答えたくない」も選べます。"),
        ),
    )


def _stored() -> Section:
    rows = (
        (_("1人ずつの答え"), _("残しません。暗号化して、ほかの人の答えに足し合わせます。")),
        (
            _("足し合わせた数"),
            _("締め切るまで暗号化したままです。鍵がなければだれにも読めません。"),
        ),
        (_("だれが回答したか"), _("2度の回答を防ぐために残します。会社のだれにも見せません。")),
        (_("自由記述"), _("暗号化し、部署や時刻と結び付けずに残します。順番を混ぜて示します。")),
        (_("書きかけの答え"), _("回答する人の端末の中だけにあります。")),
        (_("数えるための鍵"), _("データベースの外に置き、集計の表ができたらすぐに消します。")),
        (_("集計の表"), _("締め切ったときに1度だけ作り、残します。あとから作り直せません。")),
    )
    head = (_("もの"), _("扱い"))
    table = PrintedTable(head, tuple(text_row(*row) for row in rows), (3, 9))
    return Section(_("2. 何を残し、いつ鍵を消すか"), tables=(table,))


def _stored_of_paper() -> Section:
    rows = (
        (_("集め方"), str(PAPER_MARK)),
        (_("記入された用紙"), _("会社が集め、会社が保管し、会社が処分します。")),
        (
            _("送られたファイル"),
            _("読み取ったら残しません。ファイル名、作成者、順番も残しません。"),
        ),
        (_("部署ごとに数えた数"), _("公開の表を作るときだけ使い、残しません。")),
        (_("だれが回答したか"), _("残しません。用紙に名前を書く欄はありません。")),
        (_("自由記述"), _("部署と結び付けずに、順番を混ぜて示します。")),
        (_("集計の表"), _("数えたときに1度だけ作り、残します。あとから作り直せません。")),
        (_("オンラインの回との比較"), _("集め方が違うので、しません。")),
    )
    head = (_("もの"), _("扱い"))
    table = PrintedTable(head, tuple(text_row(*row) for row in rows), (3, 9))
    return Section(_("2. 何を残すか"), tables=(table,))


def _units(headcount: Headcount, wave: Wave) -> Section:
    return Section(_("3. 集計の区分と最小の人数"), points=tuple(_about_units(headcount, wave)))


def _about_units(headcount: Headcount, wave: Wave) -> Iterator[str]:
    if wave.axis == Axis.NONE:
        yield _("集計の区分は、会社全体だけです。")
    else:
        yield _("集計の区分は部署の1つだけです。ほかの切り方では集計しません。")
        yield _("5名未満の部署は、上の部署に含めて数えます。今は%(n)s部署が区分になります。") % {
            "n": len(headcount.units)
        }
    yield _(
        "回答が%(n)s名未満のまとまりは示しません。被害・目撃の問いと自由記述は%(m)s名未満です。"
    ) % {
        "n": wave.min_n,
        "m": wave.min_n_sensitive,
    }
    yield _(
        "差し引きで推測できてしまう部署も示しません。全体で20名未満なら会社全体だけを示します。"
    )
    yield _("回答が5〜9名のまとまりは、点数でなく幅で示します。人数も20名未満は幅で示します。")


def _readers(wave: Wave) -> Section:
    shared = _("締め切り後に、会社全体の結果だけ") if wave.shares_company else _("何も見えません")
    rows = (
        (_("研修担当者"), _("受付中は全体の回答率と回答数だけ。締め切り後は集計の表と自由記述")),
        (_("所属長・監査者"), _("何も見えません")),
        (_("対象の人（回答しなかった人も）"), shared),
        (_("運営者（提供元）"), _("研修担当者と同じ。1人ずつの答えは見えません")),
    )
    table = PrintedTable(
        (_("だれが"), _("何を見るか")), tuple(text_row(*row) for row in rows), (4, 8)
    )
    note = _("結果を見たことと書き出したことは、操作の記録に残ります。")
    return Section(_("4. だれが何を見るか"), paragraphs=(note,), tables=(table,))


def _readers_of_paper(wave: Wave) -> Section:
    shared = _("数えたあとに、会社全体の結果だけ") if wave.shares_company else _("何も見えません")
    rows = (
        (_("用紙を集める人、写す人"), _("1枚ずつの回答、部署、筆跡")),
        (_("研修担当者"), _("部署ごとの回答者の数。数えたあとは集計の表と自由記述")),
        (_("所属長・監査者"), _("何も見えません（用紙を集める場合を除きます）")),
        (_("対象の人（回答しなかった人も）"), shared),
    )
    table = PrintedTable(
        (_("だれが"), _("何を見るか")), tuple(text_row(*row) for row in rows), (4, 8)
    )
    note = _("結果を見たことと書き出したことは、操作の記録に残ります。")
    return Section(_("4. だれが何を見るか"), paragraphs=(note,), tables=(table,))


def _uses() -> Section:
    return Section(
        _("5. 会社の約束"),
        points=(
            _("人事評価、配置、処分、査定の資料には使いません。"),
            _("回答した人や、書いた人を探しません。回答を強制しません。"),
            _("部署に順位を付けたり、責めたりするためには使いません。"),
        ),
    )


def _limits() -> Section:
    return Section(
        _("6. 守りきれないこと"),
        paragraphs=(
            _(
                "小さな部署では、全員が答えたことや、ほとんど答えなかったことが分かる場合があります。"
            ),
            _("全員が同じ答えを選んだまとまりでは、その答えが分かります。"),
            _("次の人からは、答えを守りきれません。隠さずに伝えます。"),
        ),
        points=(
            _("受付中に、動いているサーバーを操作できる人"),
            _("消す前の鍵（またはその写し）と、データベースの両方を手に入れた人"),
            _("同じまとまりの、ほかの全員の答えを知っている人（架空の人を加えた場合も）"),
        ),
    )


def _limits_of_paper() -> Section:
    return Section(
        _("6. 守りきれないこと"),
        paragraphs=(_("次の人からは、答えを守りきれません。隠さずに伝えます。"),),
        points=(
            _("用紙を集める人、写す人、保管する人"),
            _("筆跡や、用紙を出した順番から、だれの回答か分かる人"),
            _("数えている間に、動いているサーバーを操作できる人"),
        ),
    )


def _items(survey: Survey) -> Section:
    names = {topic.id: topic.name for topic in survey.topics}
    rows = tuple(
        text_row(str(number), names[item.topic], plain(item.text))
        for number, item in enumerate(survey.items, 1)
    )
    table = PrintedTable((_("問"), _("テーマ"), _("文")), rows, (1, 4, 14))
    return Section(_("7. 問い（3回とも同じ）"), tables=(table,))


def _consent() -> Section:
    blank = text_row("　", "　", "　")
    table = PrintedTable((_("説明した日"), _("会社側"), _("労働者側")), (blank,), (1, 1, 1))
    return Section(_("8. 説明の記録（任意）"), tables=(table,))
