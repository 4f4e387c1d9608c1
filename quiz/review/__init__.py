"""One session of reviews, sans-IO: events in, effects out. Who draws it and reads keys is `tui/` or `plain/`."""
