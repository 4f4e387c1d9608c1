"""Opening one SQLite file: lock, version, migrations, copies, and the wording of what SQLite says. It knows no Store."""
