"""Pure decisions: values in, values out; no database, no clock, no chance."""
