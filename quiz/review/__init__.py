"""One session of reviews, sans-IO: events in, effects out, and how a driver carries them out; no user interface."""
