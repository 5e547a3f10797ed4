"""Whether a row of an upload can be taken, and as what: pure, column by column, a reason for each no."""
