"""Running torch in children: starting them, giving them jobs, and reporting how each ended. Never imports torch."""
