"""Pictures of a deck's pages by LibreOffice, where it is there: one process a deck, shut in.

A stranger's deck is drawn from a copy that refers to nothing outside of it and holds no program.
The process has a profile of its own, no network where the system lets us take it away, and sees
no folder but its own and the system's programs (`confinement.py`). It has limits of time, memory,
files and processes, and ends with whoever asked for it (`office_guard.py`).
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import IO, Final

from ..errors import MissingPart, UnreadableSource
from . import guard as office_guard
from .confinement import confined
from .deck_copy import without_outside

SECONDS: Final = 180.0  # by the clock, for one run
# A page of text takes some tenths of a second, one of many pictures a second or two.
CPU_SECONDS: Final = 15
CPU_SECONDS_A_PAGE: Final = 2
MOST_CPU_SECONDS: Final = 240
_PAGE: Final = re.compile(r"ppt/slides/slide[0-9]+\.xml")
Write = Callable[[IO[bytes]], object]
_LATEST: Final = 10.0  # seconds that the guard has to end everything
_PRESSED: Final = 3  # of 9: half the time of the usual 6, a tenth larger
_ONE_AT_A_TIME = threading.Lock()
# Macros off, nothing fetched, hidden pages drawn too.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
# Whatever the file looks like inside: no other format is tried.
_READ_AS = "--infilter=Impress MS PowerPoint 2007 XML"
_AS_PDF = 'pdf:impress_pdf_Export:{"ExportHiddenSlides":{"type":"boolean","value":"true"}}'


def find_office() -> str | None:
    """LibreOffice's program, or `None` when it is not here."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def deck_pdf(deck: bytes, *, seconds: float = SECONDS) -> bytes:
    """The pages of a deck as PDF, hidden ones included.

    Raises `MissingPart` without LibreOffice, `UnreadableSource` when it cannot draw the deck.
    """
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        pages = sum(_PAGE.fullmatch(name) is not None for name in archive.namelist())
    return safe_pdf(lambda target: target.write(without_outside(deck)), pages, seconds=seconds)


def safe_pdf(write: Write, pages: int, *, seconds: float = SECONDS) -> bytes:
    """The pages as PDF of a deck that leads nowhere, which `write` writes; it draws `pages`.

    Raises what `deck_pdf` raises.
    """
    office = find_office()
    if office is None:
        raise MissingPart("LibreOffice is not installed. → Install it, or go without pictures.")
    # Where a process is stopped, LibreOffice may still be writing its profile.
    place = tempfile.TemporaryDirectory(prefix="terakoya-office-", ignore_cleanup_errors=True)
    with _ONE_AT_A_TIME, place as name:
        folder = Path(name)
        with (folder / "deck.pptx").open("wb") as target:
            write(target)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, encoding="utf-8")
        _run(_command(office, folder), folder, seconds, cpu_seconds(pages))
        made = folder / "deck.pdf"
        if not made.is_file():
            raise UnreadableSource(
                "LibreOffice could not draw the deck. → Open it there and look, or go without "
                "pictures."
            )
        return made.read_bytes()


def page_pictures(
    deck: bytes,
    *,
    width: int = 960,
    pages: Collection[int] | None = None,
    seconds: float = SECONDS,
) -> dict[int, bytes]:
    """PNG pictures of a deck's pages (from 1), each `width` pixels wide; all when none is named.

    Raises what `deck_pdf` raises.
    """
    return pdf_pictures(deck_pdf(deck, seconds=seconds), width=width, pages=pages)


def pdf_pictures(
    pdf: bytes, *, width: int = 960, pages: Collection[int] | None = None
) -> dict[int, bytes]:
    """PNG pictures of a PDF's pages (from 1), each `width` pixels wide."""
    import pypdfium2  # brings a library of its own that only pictures of decks need

    found: dict[int, bytes] = {}
    document = pypdfium2.PdfDocument(pdf)
    try:
        last = len(document)
        for number in range(1, last + 1) if pages is None else sorted({*pages}):
            if 1 <= number <= last:
                page = document[number - 1]
                drawn = page.render(scale=width / page.get_width()).to_pil()
                buffer = io.BytesIO()
                drawn.convert("RGB").save(buffer, "PNG", compress_level=_PRESSED)
                found[number] = buffer.getvalue()
    finally:
        document.close()
    return found


def _command(office: str, folder: Path) -> list[str]:
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        _READ_AS,
        "--convert-to",
        _AS_PDF,
        "--outdir",
        str(folder),
        str(folder / "deck.pptx"),
    ]
    return [*_cut_off(), *confined(folder, command)]


@cache
def _cut_off() -> tuple[str, ...]:
    """The words before a command that take its network away, where the system allows that."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    tried = subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False)
    return (unshare, "-rn") if tried.returncode == 0 else ()


def cpu_seconds(pages: int) -> int:
    """How long LibreOffice may compute: one dear page must not take what many honest ones need."""
    return min(MOST_CPU_SECONDS, CPU_SECONDS + CPU_SECONDS_A_PAGE * pages)


def _run(
    command: list[str], folder: Path, seconds: float, cpu_seconds: int = MOST_CPU_SECONDS
) -> None:
    """Run LibreOffice under its guard (`office_guard.py`), which ends when our end closes."""
    limits = [f"{seconds:g}", str(cpu_seconds), str(folder)]
    guard = [sys.executable, "-I", "-S", office_guard.__file__, *limits]
    if os.name != "posix":
        guard = []
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    with subprocess.Popen(
        [*guard, *command],
        cwd=folder,
        env={**kept, "HOME": str(folder), "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        status = _wait(process, seconds)  # leaving the block closes our end, whatever is raised
    if status == office_guard.OUT_OF_TIME:
        raise UnreadableSource(
            f"LibreOffice did not draw the deck within {seconds:g} seconds. → Divide the deck, or "
            "go without pictures."
        )


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int:
    try:
        return process.wait(seconds + _LATEST)
    except subprocess.TimeoutExpired:  # without a guard, or when it is held up itself
        process.kill()
        return office_guard.OUT_OF_TIME
