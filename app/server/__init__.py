"""The web server: composition, guard, sign-in, and the worker it supervises."""
