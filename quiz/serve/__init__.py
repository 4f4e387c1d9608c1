"""Serving the whole screen to a browser: who may come in, and a process for each tab. No screen is drawn here."""
