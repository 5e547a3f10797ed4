"""The sample maker: generated people in real places, as dirty as real rosters. It knows no resolver."""
