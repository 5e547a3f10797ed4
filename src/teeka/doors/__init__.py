"""Parse, call one service or query, render."""
