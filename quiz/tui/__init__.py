"""The whole-screen interface: one screen per file, one widget per file; `driver` runs the session."""

import gc
import os

# Thousands of small objects are made while modules load, and none is garbage: the app enables this again.
gc.disable()

# Textual draws no sooner than a frame after the last picture. At its sixty frames a second, the response to a key
# would wait for most of the time that it may take.
os.environ.setdefault("TEXTUAL_FPS", "120")
