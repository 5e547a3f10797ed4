"""Writing published lists to places outside the database, and checking what lies there."""
