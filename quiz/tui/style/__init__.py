"""How text and colours look on every screen. The words are in the screens and in `review/`."""
