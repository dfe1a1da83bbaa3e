"""Text work without a model: cleaning, summaries, keywords and tags by plain algorithms.

Every function is pure and deterministic, takes any text, and names its method in its result.
"""
