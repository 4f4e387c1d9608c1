"""The clipboard of the terminal, over ssh too: by OSC 52, which no terminal answers; words say what is known."""

from __future__ import annotations

import base64
from collections.abc import Mapping

_MOST = 74_994
"""Characters of a coded text that every terminal which knows OSC 52 takes."""
_CHUNK = 500
"""Characters that GNU screen passes on at once."""


def for_screen(text: str, environ: Mapping[str, str]) -> str:
    """The OSC 52 of a text in the wrapping in which GNU screen passes it on; "" where that does not run."""
    if not environ.get("STY") or environ.get("TMUX"):
        return ""
    said = f"\x1b]52;c;{_coded(text)}\x07"
    return "".join(f"\x1bP{said[at : at + _CHUNK]}\x1b\\" for at in range(0, len(said), _CHUNK))


def after_copy(what: str, text: str, environ: Mapping[str, str]) -> str:
    """What is known of a copy: whether this terminal has a clipboard, and what may keep the text from it."""
    if environ.get("TERM") == "linux" or environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return f"{what} is not copied: this terminal lets no program set the clipboard. Select it with the mouse."
    said = f"{what} is sent to the clipboard of your terminal"
    if len(_coded(text)) > _MOST:
        return f"{said}, but it is long: most terminals take only {_MOST * 3 // 4:,} bytes."
    if environ.get("TMUX"):
        return f"{said}; tmux passes it on only with `set -g set-clipboard on`."
    far = " at your end of ssh" if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") else ""
    return f"{said}{far}, which does not say whether it took it (OSC 52)."


def _coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
