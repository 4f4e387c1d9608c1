"""Keys: their bindings, the footer and the palette that show them. What an action does is in its screen."""
