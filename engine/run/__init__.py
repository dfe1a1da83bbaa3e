"""The pure state machine of a run: events, the state they fold into, and what follows from it."""
