"""The dispatcher: claims what is queued, hands it to gateways, marks what became of it."""
