"""The driver of the screen in a browser: Textual's, which ends with the server."""

from __future__ import annotations

import os
import signal

from textual.drivers.web_driver import WebDriver


class PageDriver(WebDriver):
    """Textual's own goes on for ever when whoever serves the page is gone."""

    def run_input_thread(self) -> None:
        """Read what the page sends, until it ends; that is the end of the quiz too."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            os.kill(os.getpid(), signal.SIGTERM)
