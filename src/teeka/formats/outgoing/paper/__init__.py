"""A document on A4 pages: where everything stands is reckoned here, words are shaped, pages drawn."""
