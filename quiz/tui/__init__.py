"""The quiz on the whole screen: one screen a file, one widget a file; `driver` serves the session."""

import gc

# Thousands of small objects are made while modules load, and none is garbage: the app enables this again.
gc.disable()
