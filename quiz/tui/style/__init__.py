"""How text and colours look on every screen. What is said stands in the screens and in `review/`."""
