"""The processes: worker pools, maintenance, the queue, and what keeps them alive."""
