"""From tokens to a tree of steps and branches: a reader for each kind of clause."""
