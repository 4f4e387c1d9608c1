"""The screens: home, review, done, help."""
