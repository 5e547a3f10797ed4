"""Places outside the database that keep copies of files: a folder, an object store."""
