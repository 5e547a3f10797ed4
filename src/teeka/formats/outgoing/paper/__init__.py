"""A document on A4 pages: where everything stands is reckoned here, and typst sets the words."""
