"""Templates and conditions: parsing, evaluation, filters and comparison."""
