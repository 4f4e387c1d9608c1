"""The widgets, one a file. How a kind is answered is in `answers/`; a whole screen is in `screens/`."""
