"""What is kept. Repositories take and return engine types; tables and sessions never leave this folder."""
