from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure of a property: time is held by pytest-timeout alone.
settings.register_profile("schedule", deadline=None)
settings.load_profile("schedule")
