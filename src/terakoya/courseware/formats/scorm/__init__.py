"""Packages for learning management systems: SCORM 1.2, SCORM 2004 (3rd and 4th edition).

One zip a language. Slides, sound, cases and checks as in the `web` format; beside it the gate,
the confirmation test and its result, and what is told to the system (`static/`, plain modules:
`package.js` holds them together). Rules and traps: `docs/algorithms/scorm.md`.
"""

from .package import package_files, write_scorm12, write_scorm2004, write_scorm2004_3

__all__ = ["package_files", "write_scorm12", "write_scorm2004", "write_scorm2004_3"]
