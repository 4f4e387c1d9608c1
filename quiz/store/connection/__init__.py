"""Opening one SQLite file: lock, version, migrations, copies, and the wording of its errors. It knows no Store."""
