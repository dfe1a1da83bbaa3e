"""Runs as people and programs read them: views, history, values, the live event stream."""
