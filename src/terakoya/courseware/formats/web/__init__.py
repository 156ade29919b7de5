"""Slides as semantic, responsive HTML, and the `web` format that plays offline.

`slide_html`, `transcript_html` and `answers_of` serve the portal too, with `static/terakoya/`:
`tokens.css`, `slides.css`, `layouts.css` (layouts that came later; only where one is shown) and
`slide.js` (cases and checks; it sends `terakoya:answer` with
`{slide, choice, correct}`, `terakoya:show` when a harsh scene was wanted, and the cancelable
`terakoya:skip` with `{slide}`). A class `no-ruby`
on an ancestor hides the readings. `offline.css` and `offline.js` are the offline player's own.
"""

from .answers import answers_of
from .folder import web_zip, write_web
from .slides import draw_slide, slide_html
from .sound import slide_recordings
from .texts import slide_title, values_of
from .transcript import draw_transcript, sentences, transcript_html

__all__ = [
    "answers_of",
    "draw_slide",
    "draw_transcript",
    "sentences",
    "slide_html",
    "slide_recordings",
    "slide_title",
    "transcript_html",
    "values_of",
    "web_zip",
    "write_web",
]
