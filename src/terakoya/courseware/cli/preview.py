"""`terakoya preview`: a course in the browser, built anew whenever a file is saved.

The author sees what a learner sees, with the findings of `terakoya check` above it. A source
that cannot be read keeps the last build that could.
"""

from __future__ import annotations

import datetime as dt
import threading
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

import watchfiles

from .. import clock
from ..checks import check_loaded
from ..errors import CoursewareError, Finding, Severity, UnreadableSource, WrongUse
from ..formats.folder.reading import load_folder
from ..formats.web import write_web
from ..formats.web.folder import POLICY, STATIC
from ..formats.web.slides import environment
from ..formats.web.words import words_of
from ..model import Course, Material
from ..pictures import CONTENT_TYPES

HOST = "127.0.0.1"
PREVIEW_POLICY = f"{POLICY}; connect-src 'self'"
BEAT = 15.0  # seconds after which a silent stream of events says that it is alive
_PREVIEW_STATIC = STATIC.parent / "preview"
_OWN_FILES = {
    "/preview.css": _PREVIEW_STATIC / "preview.css",
    "/preview.js": _PREVIEW_STATIC / "preview.js",
    "/tokens.css": STATIC / "tokens.css",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    **{f".{ending}": kind for ending, kind in CONTENT_TYPES.items()},
}


@dataclass(frozen=True)
class Build:
    """One state of the preview: its number, the files by language, and the findings."""

    number: int = 0
    files: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    kept: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that can be shown, the source first."""
        return tuple(self.files)


class Preview:
    """Builds a course folder, keeps the last good build, and wakes those who wait for a new one."""

    def __init__(self, course: Path, today: Callable[[], dt.date] = clock.today) -> None:
        self.course, self.today = course, today
        self.build = Build()
        self.closed = False
        self._changed = threading.Condition()

    def rebuild(self) -> Build:
        """Read, check and write the course anew; what cannot be read keeps the last good files."""
        files, findings = self._read()
        with self._changed:
            before = self.build
            self.build = Build(
                number=before.number + 1,
                files=before.files if files is None else files,
                findings=tuple(findings),
                kept=files is None,
            )
            self._changed.notify_all()
            return self.build

    def _read(self) -> tuple[dict[str, dict[str, bytes]] | None, list[Finding]]:
        findings: list[Finding] = []
        try:
            loaded = load_folder(self.course)
            findings = check_loaded(loaded, on=self.today())
            material = loaded.material
            if material is None:
                return None, findings
            languages = material.course.meta.languages
            shown = Material(_with_bank(material.course), material.media)
            return {one: write_web(shown, one) for one in languages}, findings
        except (CoursewareError, OSError) as error:
            what, _, mend = str(error).partition(" → ")
            problem = Finding(self.course.name, 0, "unreadable", what, mend or "mend it and save")
            return None, [problem, *findings]

    def wait_after(self, number: int, timeout: float) -> int:
        """The number of the build, once it differs from `number` or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.build.number != number, timeout)
            return self.build.number

    def close(self) -> None:
        """Let everybody who waits go home."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def page(self, language: str) -> bytes:
        """The page of one language with the bar of findings above the player."""
        build = self.build
        if language in build.files:
            page = build.files[language]["index.html"].decode()
            page = page.replace(POLICY, PREVIEW_POLICY, 1)
        else:
            empty = environment().get_template("preview_empty.html.j2")
            page = empty.render(language=language, policy=PREVIEW_POLICY)
        head = '<link rel="stylesheet" href="/preview.css"><script src="/preview.js"></script>'
        page = page.replace("</head>", f"{head}\n</head>", 1)
        return page.replace("<body>", f"<body>\n{_bar(build, language)}", 1).encode()


def _with_bank(course: Course) -> Course:
    """The course with its bank at the end, since an author looks at both."""
    texts = (
        text.model_copy(update={"chapters": (*text.chapters, *text.bank), "bank": ()})
        for text in course.texts
    )
    return course.model_copy(update={"texts": tuple(texts)})


def _bar(build: Build, language: str) -> str:
    errors = [one for one in build.findings if one.severity is Severity.ERROR]
    stale = ("kept" if build.files else "empty") if build.kept else ""
    bar = environment().get_template("preview.html.j2")
    return bar.render(
        build=build.number,
        language=language,
        languages=build.languages,
        words=words_of(language),
        errors=errors,
        warnings=[one for one in build.findings if one not in errors],
        stale=stale,
    )


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer

    def do_GET(self) -> None:
        # A page elsewhere could reach this port under a name of its own: only ours are answered.
        if self.headers.get("Host", "").partition(":")[0] not in {HOST, "localhost"}:
            self._answer(HTTPStatus.FORBIDDEN, b"This preview answers 127.0.0.1 only.", ".html")
            return
        path = self.path.partition("?")[0]
        build = self.server.preview.build
        first = build.languages[0] if build.files else "ja"
        if path == "/events":
            self._events()
        elif path == "/" and build.files:
            self._redirect(f"/{first}/")
        elif path == "/favicon.ico":
            self._answer(HTTPStatus.NO_CONTENT, b"", "")
        elif path in _OWN_FILES:
            self._answer(HTTPStatus.OK, _OWN_FILES[path].read_bytes(), _OWN_FILES[path].suffix)
        else:
            self._file(path, first)

    def _file(self, path: str, first: str) -> None:
        preview = self.server.preview
        language, _, name = path.removeprefix("/").partition("/")
        files = preview.build.files.get(language, {})
        if path == "/" or (files and name in {"", "index.html"}):
            self._answer(HTTPStatus.OK, preview.page(language or first), ".html")
        elif name in files:
            self._answer(HTTPStatus.OK, files[name], Path(name).suffix)
        else:
            text = f"There is no {path} in this course. Go back to /"
            self._answer(HTTPStatus.NOT_FOUND, text.encode(), "")

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, body: bytes, suffix: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", _TYPES.get(suffix, "text/plain; charset=utf-8"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        preview, told = self.server.preview, -1
        try:
            while not preview.closed:
                number = preview.wait_after(told, BEAT)
                line = f"data: {number}\n\n" if number != told else ": still here\n\n"
                told = number
                self.wfile.write(line.encode())
                self.wfile.flush()
        except OSError:
            return  # the browser closed the page

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for what the author must read."""


class PreviewServer(ThreadingHTTPServer):
    """Serves a `Preview` on 127.0.0.1; a context that watches the files while it is open."""

    daemon_threads = True

    def __init__(self, preview: Preview, port: int) -> None:
        self.preview = preview
        self._stop, self._watching = threading.Event(), threading.Event()
        self._workers = [
            threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}),
            threading.Thread(target=self._watch),
        ]
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise WrongUse(
                f"The port {port} cannot be used ({error.strerror}). → Choose another: --port."
            ) from error

    @property
    def address(self) -> str:
        """Where the browser finds the preview."""
        return f"http://{HOST}:{self.server_address[1]}/"

    def __enter__(self) -> PreviewServer:
        for thread in self._workers:
            thread.start()
        self._watching.wait()  # a file saved during the first build must not be missed
        self.preview.rebuild()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self.preview.close()
        self.shutdown()
        for thread in self._workers:
            thread.join()
        self.server_close()

    def _watch(self) -> None:
        shared = self.preview.course.parent / "shared"
        folders = [self.preview.course, *([shared] if shared.is_dir() else [])]
        for changes in watchfiles.watch(
            *folders,
            stop_event=self._stop,
            raise_interrupt=False,
            yield_on_timeout=True,
            rust_timeout=250,
        ):
            self._watching.set()
            if not changes:
                continue
            build = self.preview.rebuild()
            print(f"{build.number}: {len(build.findings)} findings", flush=True)


def serve_preview(path: Path, port: int, open_browser: bool) -> None:
    """Show a course folder in the browser until interrupted; `port` 0 takes a free one.

    Raises `UnreadableSource` when the path is no course folder, `WrongUse` for a taken port.
    """
    course = path.resolve()
    if not (course / "course.yaml").is_file():
        raise UnreadableSource(
            f"{path} holds no course.yaml. → Name the folder of a course, "
            "such as courses/stop-customer-harassment."
        )
    with PreviewServer(Preview(course), port) as server:
        print(f"{path.name}: {server.address} (Ctrl-C ends)", flush=True)
        if open_browser:
            webbrowser.open(server.address)
        try:
            wait_for_interrupt()
        except KeyboardInterrupt:
            print()


def wait_for_interrupt() -> None:
    """Wait until Ctrl-C raises `KeyboardInterrupt`."""
    threading.Event().wait()
