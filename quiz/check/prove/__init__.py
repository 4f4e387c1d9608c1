"""Running a card on its draws and gathering what came of it. Judging that is left to `rules/`."""
