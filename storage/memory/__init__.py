"""The stores in memory, with the semantics of the real ones."""
