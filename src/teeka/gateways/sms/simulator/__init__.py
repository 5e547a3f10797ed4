"""A gateway of our own for rehearsals and tests: a server on a port, with the faults of real ones."""
