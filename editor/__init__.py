"""How a workflow is drawn and changed. Knows the engine, and neither storage nor app."""
