"""What a signature of ours says, and whose word counts: pure, so that a copy is judged without anything."""
