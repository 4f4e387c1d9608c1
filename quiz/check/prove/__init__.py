"""Running a card on its draws and gathering the evidence. Judging the evidence is left to `rules/`."""
