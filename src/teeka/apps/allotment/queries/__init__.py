"""Read-only: what a plan is made from, what became of it, and what was published."""
