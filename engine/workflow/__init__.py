"""What an author writes: the definition, the kinds of its nodes, and what is checked of it."""
