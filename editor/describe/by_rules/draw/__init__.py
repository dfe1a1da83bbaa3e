"""From a tree of steps and branches to the edits of a draft."""
