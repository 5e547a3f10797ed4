"""Teeka: the right people at the right session, told a day ahead, known at the gate."""
