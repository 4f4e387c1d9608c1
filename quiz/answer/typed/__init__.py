"""Reading typed text into a value, never by `eval`. Whether the value is right is decided in `compare/`."""
