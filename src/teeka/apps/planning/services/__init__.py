"""What can be done with campaigns and sessions."""
