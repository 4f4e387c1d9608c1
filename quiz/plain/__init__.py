"""The same review as plain lines, for screen readers, pipes and ssh. What a session does is decided in `review/`."""
