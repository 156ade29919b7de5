"""What static files are served with beside their type and age; pages get it from Django."""

from __future__ import annotations

from wsgiref.headers import Headers


def static_headers(headers: Headers, _path: str, _url: str) -> None:
    """A browser takes the file for what it says it is, and tells no other site where it stood."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
