"""What changes notices: planning what is owed, queueing, receipts, withdrawal, calls, routes, texts."""
