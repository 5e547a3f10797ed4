"""Made-up people at real places, with the dirt that real rosters have."""
