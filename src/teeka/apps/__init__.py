"""Tables and use cases; an app knows only those below it."""
