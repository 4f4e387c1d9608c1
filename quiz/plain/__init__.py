"""The review as plain lines, for screen readers, pipes and ssh; the course of a session is decided in `review/`."""
