"""Icons of the interface: lines of 2 units on a field of 24, drawn by us."""

from __future__ import annotations

from typing import Final

# Where a shape is filled instead of drawn, or needs a thicker line, it says so itself.
_DOT = 'stroke-width="2.6" stroke-linecap="round"'
SHAPES: Final[dict[str, str]] = {
    "alert": f'<path d="M12 4l9 16H3z"/><path d="M12 10v4.5"/><path d="M12 17.2h.01" {_DOT}/>',
    "award": '<circle cx="12" cy="9" r="5.5"/><path d="M8.8 13.5L7 21l5-2.6L17 21l-1.8-7.5"/>',
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "bars": '<path d="M4 20h16M7 20v-7M12 20V6M17 20v-10"/>',
    "book": (
        '<path d="M4 5.5c3-1.5 5.5-1 8 .8 2.5-1.8 5-2.3 8-.8v13'
        'c-3-1.5-5.5-1-8 .8-2.5-1.8-5-2.3-8-.8z"/>'
        '<path d="M12 6.3v13"/>'
    ),
    "bookmark": '<path d="M6.5 4h11v16l-5.5-4-5.5 4z"/>',
    "building": (
        '<path d="M5 20.5V4h9v16.5M14 10h5v10.5M3 20.5h18"/>'
        '<path d="M8 8h.01M11 8h.01M8 12h.01M11 12h.01M8 16h.01M11 16h.01" stroke-linecap="round"/>'
    ),
    "calendar": (
        '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/>'
        '<path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>'
    ),
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "circle": '<circle cx="12" cy="12" r="7.5"/>',
    "clipboard": (
        '<path d="M9 5H5.5v15.5h13V5H15"/><rect x="9" y="3" width="6" height="4" rx="1"/>'
        '<path d="M8.5 13l2.5 2.5 4.5-5"/>'
    ),
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.5l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "copy": '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V4H4v12h4"/>',
    "down": '<path d="M5 9l7 7 7-7"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "edit": '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"/><path d="M14 6.5l3.5 3.5"/>',
    "file": '<path d="M6 3.5h8l4 4v13H6z"/><path d="M14 3.5v4h4M9 12h6M9 16h6"/>',
    "gear": (
        '<circle cx="12" cy="12" r="3"/>'
        '<path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2'
        'M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>'
    ),
    "globe": (
        '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>'
    ),
    "grid": '<path d="M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z"/>',
    "help": (
        '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="3.6"/>'
        '<path d="M5.7 5.7l3.7 3.7M14.6 14.6l3.7 3.7M18.3 5.7l-3.7 3.7M9.4 14.6l-3.7 3.7"/>'
    ),
    "home": '<path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z"/>',
    "info": (
        f'<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5"/><path d="M12 7.5h.01" {_DOT}/>'
    ),
    "link": (
        '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5"/>'
        '<path d="M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5"/>'
    ),
    "list": (
        f'<path d="M8.5 6H20M8.5 12H20M8.5 18H20"/><path d="M4 6h.01M4 12h.01M4 18h.01" {_DOT}/>'
    ),
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M4 7l8 6 8-6"/>',
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M19 14.5A8 8 0 0 1 9.5 5 8 8 0 1 0 19 14.5z"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "pause": '<path d="M7 5h3.5v14H7zM13.5 5H17v14h-3.5z" fill="currentColor" stroke="none"/>',
    "person": (
        '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c0-4 3.2-6.5 7.5-6.5s7.5 2.5 7.5 6.5"/>'
    ),
    "people": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M3 19.5c0-3.5 2.7-6 6-6s6 2.5 6 6"/>'
        '<path d="M15.5 5.4a3.5 3.5 0 0 1 0 6.2M17 13.8c2.4.6 4 2.8 4 5.7"/>'
    ),
    "phone": (
        '<path d="M5 4h4l1.6 4.4-2.3 1.7a12 12 0 0 0 5.6 5.6l1.7-2.3L20 15v4a1.5 1.5 0 0 1-1.6 1.5'
        'C10.6 20 4 13.4 3.5 5.6A1.5 1.5 0 0 1 5 4z"/>'
    ),
    "play": '<path d="M7 4.5v15l12-7.5z" fill="currentColor" stroke="none"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "printer": (
        '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3"/><rect x="7" y="14" width="10" height="6.5"/>'
    ),
    "question": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8"/>'
        f'<path d="M12 16.8h.01" {_DOT}/>'
    ),
    "receipt": '<path d="M6 3.5h12v17l-3-2-3 2-3-2-3 2z"/><path d="M9 8.5h6M9 12h6"/>',
    "redo": '<path d="M19 8a8 8 0 1 0 1 6"/><path d="M20 3.5V8.5h-5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5l5 5"/>',
    "send": '<path d="M4 11.5L20 4l-5 16.5-4-7z"/><path d="M11 13.5L20 4"/>',
    "text": '<path d="M4 6h16M4 11h16M4 16h10"/>',
    "up": '<path d="M5 15l7-7 7 7"/>',
    "upload": '<path d="M12 16V5M7 9l5-5 5 5M5 20h14"/>',
}
SIZES: Final = {"s": "icon icon-s", "m": "icon", "l": "icon icon-l", "xl": "icon icon-xl"}
