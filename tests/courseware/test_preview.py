"""`terakoya preview`: what it serves, what it keeps, and that it notices a saved file."""

from __future__ import annotations

import datetime as dt
import http.client
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from terakoya.courseware.cli import preview as preview_module
from terakoya.courseware.cli.preview import Preview, PreviewServer, serve_preview
from terakoya.courseware.errors import UnreadableSource, WrongUse
from terakoya.courseware.formats.web.folder import POLICY

CORPUS = Path(__file__).parents[1] / "corpus"
CHAPTER = "ja/10-what-it-is.md"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for name in ("every-layout", "shared"):
        shutil.copytree(CORPUS / name, tmp_path / name)
    return tmp_path / "every-layout"


def _preview(course: Path) -> Preview:
    return Preview(course, today=lambda: dt.date(2026, 11, 25))


@pytest.fixture
def preview(course: Path) -> Preview:
    return _preview(course)


@pytest.fixture
def server(preview: Preview) -> Iterator[PreviewServer]:
    with PreviewServer(preview, 0) as started:
        yield started


@pytest.fixture(scope="module")
def standing() -> Iterator[PreviewServer]:
    """The server of a course that nobody changes, started once."""
    with PreviewServer(_preview(CORPUS / "every-layout"), 0) as started:
        yield started


def _edit(course: Path, old: str, new: str, file: str = CHAPTER) -> None:
    path = course / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _get(server: PreviewServer, path: str, host: str = "") -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    found = (answer.status, answer.headers.get("Location") or "", answer.read())
    connection.close()
    return found


def test_page_is_the_offline_player_under_a_bar(preview: Preview) -> None:
    build = preview.rebuild()
    assert (build.number, build.languages, build.findings, build.kept) == (
        1,
        ("ja", "en"),
        (),
        False,
    )
    page = preview.page("ja").decode()
    bar = page[page.index("<aside") : page.index("</aside>") + len("</aside>")]
    assert 'data-build="1"' in bar and "preview--errors" not in bar
    player = build.files["ja"]["index.html"].decode()
    head = '<link rel="stylesheet" href="/preview.css"><script src="/preview.js"></script>\n'
    assert page == player.replace(POLICY, f"{POLICY}; connect-src 'self'").replace(
        "</head>", f"{head}</head>"
    ).replace("<body>", f"<body>\n{bar}")


def test_a_finding_stands_above_the_new_text(preview: Preview, course: Path) -> None:
    preview.rebuild()
    _edit(
        course, "苦情そのものは、カスハラではありません。", "苦情だけでは、カスハラになりません。"
    )
    build = preview.rebuild()
    assert [(one.file, one.code) for one in build.findings] == [
        ("en/10-what-it-is.md", "stale-translation")
    ]
    page = preview.page("ja").decode()
    assert "苦情だけでは、カスハラになりません。" in page
    line = build.findings[0].line
    assert f"<code>en/10-what-it-is.md:{line}</code>" in page and "直すところがあります (1)" in page
    assert "To be mended (1)" in preview.page("en").decode()


def test_an_unreadable_source_keeps_the_last_good_build(preview: Preview, course: Path) -> None:
    good = preview.rebuild()
    _edit(course, "layout: bullets", "layout: bulets")
    broken = preview.rebuild()
    assert (broken.number, broken.kept, broken.files) == (2, True, good.files)
    page = preview.page("ja").decode()
    assert "最後に読み取れた状態を表示しています。" in page and "`bulets` is not a layout" in page
    assert "カスハラは、3つの要素がそろったもの" in page

    _edit(course, "layout: bulets", "layout: bullets")
    mended = preview.rebuild()
    assert (mended.number, mended.kept, mended.findings) == (3, False, ())


def test_a_lost_course_file_is_a_finding_too(preview: Preview, course: Path) -> None:
    good = preview.rebuild()
    (course / "course.yaml").unlink()
    build = preview.rebuild()
    assert (build.kept, build.files) == (True, good.files)
    assert [(one.file, one.code, one.mend) for one in build.findings] == [
        (
            "every-layout",
            "unreadable",
            "Name the folder of a course, such as courses/stop-customer-harassment.",
        )
    ]


def test_a_course_that_was_never_readable_shows_its_findings(course: Path) -> None:
    _edit(course, "layout: bullets", "layout: <b>bullets</b>")
    with PreviewServer(Preview(course), 0) as server:
        status, _, page = _get(server, "/")
    assert status == 200
    assert "まだ表示できるものがありません。" in page.decode()
    assert "`&lt;b&gt;bullets&lt;/b&gt;` is not a layout" in page.decode()


def test_server_serves_the_files_of_each_language(standing: PreviewServer) -> None:
    preview = standing.preview
    files = preview.build.files["en"]
    assert _get(standing, "/") == (302, "/ja/", b"")
    assert _get(standing, "/en/") == (200, "", preview.page("en"))
    assert _get(standing, "/en/index.html?x=1") == (200, "", preview.page("en"))
    assert _get(standing, "/en/terakoya/player.js") == (200, "", files["terakoya/player.js"])
    assert _get(standing, "/en/media/scene-equal.svg") == (200, "", files["media/scene-equal.svg"])
    assert b"EventSource" in _get(standing, "/preview.js")[2]
    assert _get(standing, "/favicon.ico") == (204, "", b"")


@pytest.mark.parametrize(
    "path",
    ["/fr/", "/ja/gone.css", "/ja/../course.yaml", "/course.yaml", "/ja/%2e%2e/course.yaml"],
)
def test_server_serves_nothing_else(standing: PreviewServer, path: str) -> None:
    status, _, body = _get(standing, path)
    assert (status, b"id: every-layout" in body) == (404, False)


def test_server_answers_its_own_name_only(standing: PreviewServer) -> None:
    port = standing.server_address[1]
    assert _get(standing, "/ja/", host=f"localhost:{port}")[0] == 200
    assert _get(standing, "/ja/", host="evil.example") == (
        403,
        "",
        b"This preview answers 127.0.0.1 only.",
    )


def test_a_saved_file_reaches_the_open_page(server: PreviewServer, course: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    connection.request("GET", "/events")
    events = connection.getresponse()
    assert events.headers["Content-Type"] == "text/event-stream"
    assert events.readline() == b"data: 1\n"
    _edit(course, "STOP!／カスタマー", "止めよう／カスタマー")
    assert [events.readline(), events.readline()] == [b"\n", b"data: 2\n"]
    assert "止めようカスタマーハラスメント" in _get(server, "/ja/")[2].decode()
    _edit(course, "statement:", "statment:", file="../shared/facts.yaml")
    assert [events.readline(), events.readline()] == [b"\n", b"data: 3\n"]
    connection.close()


def test_a_silent_stream_says_that_it_is_alive(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_module, "BEAT", 0.01)
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    connection.request("GET", "/events")
    events = connection.getresponse()
    assert [events.readline() for _ in range(4)] == [b"data: 1\n", b"\n", b": still here\n", b"\n"]
    connection.close()


def test_a_taken_port_is_refused_in_words(server: PreviewServer, course: Path) -> None:
    port = server.server_address[1]
    with pytest.raises(WrongUse, match=rf"The port {port} cannot be used .* --port"):
        serve_preview(course, port, open_browser=False)


def test_a_folder_without_a_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"holds no course\.yaml"):
        serve_preview(tmp_path, 0, open_browser=False)


def test_serve_preview_prints_its_address_and_ends_at_an_interrupt(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(preview_module, "wait_for_interrupt", _interrupt)
    before = threading.active_count()
    serve_preview(course, 0, open_browser=True)
    assert len(opened) == 1 and opened[0].startswith("http://127.0.0.1:")
    assert opened[0] in capsys.readouterr().out
    assert threading.active_count() == before


def _interrupt() -> None:
    raise KeyboardInterrupt
