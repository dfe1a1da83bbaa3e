"""Carrying runs out in transactions: the store protocols, the journal, claims and the executor."""
