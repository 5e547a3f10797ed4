"""What a message may become, what it says and when it may leave. Pure."""
