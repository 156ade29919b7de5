"""What an officer is told a headcount can yield, before opening."""

from __future__ import annotations

import pytest

from terakoya.portal.surveys.headcounts import Headcount, expectations

COMMENTS = "自由記述と、被害・目撃の問いは、10名以上が回答すると出ます。"
CHANGES = "前後の変化は、両方の回で10名以上が回答し、差が誤差を超えたときに示せます。"


@pytest.mark.parametrize(
    ("headcount", "told"),
    [
        (
            Headcount(4, (), 1),
            [
                "5名未満のため、無記名の意識調査は開けません。",
                "受講者の画面には、端末の中だけで採点するセルフチェックが出ます。",
            ],
        ),
        (
            Headcount(9, (), 2),
            [
                "対象は9名です。5名以上が回答すると、会社全体の目安の幅が出ます。",
                "全体が20名未満なので、部署ごとの結果は出ません。",
                "自由記述と、被害・目撃の問いは、対象が10名未満のため、結果が出ません。",
                "この人数では、前後で変わったかどうかは示せません。",
            ],
        ),
        (
            Headcount(12, (7,), 2),
            [
                "対象は12名です。10名以上が回答すると指数が、5〜9名では目安の幅が出ます。",
                "全体が20名未満なので、部署ごとの結果は出ません。",
                COMMENTS,
                CHANGES,
            ],
        ),
        (
            Headcount(30, (8, 14), 3),
            [
                "対象は30名です。10名以上が回答すると、会社全体の指数が誤差とともに出ます。",
                "20名以上が回答すると、3部署のうち最大2部署の結果が出ます。"
                "そのうち指数まで出るのは1部署です。",
                COMMENTS,
                CHANGES,
            ],
        ),
        (
            Headcount(25, (), 6),
            [
                "対象は25名です。10名以上が回答すると、会社全体の指数が誤差とともに出ます。",
                "5名以上の部署がないので、部署ごとの結果は出ません。",
                COMMENTS,
                CHANGES,
            ],
        ),
    ],
)
def test_expectations_say_what_a_headcount_yields(headcount: Headcount, told: list[str]) -> None:
    assert expectations(headcount) == told
