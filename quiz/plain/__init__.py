"""The same review as plain lines, for screen readers, pipes and ssh; what a session does is decided in `review/`."""
