"""Opening one SQLite file: lock, version, migrations, copies, error messages. It knows no Store."""
