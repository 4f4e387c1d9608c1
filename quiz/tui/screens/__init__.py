"""The screens: home, review, done, browse, info, settings, statistics, playground, help, and small dialogues."""
