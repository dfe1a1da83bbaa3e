"""From a sentence to tokens in a normal wording, and what their words mean."""
