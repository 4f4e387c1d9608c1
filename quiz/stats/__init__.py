"""Statistics: each panel is a file, which counts plain rows and draws itself. No SQL and no terminal."""
