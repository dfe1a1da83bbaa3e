"""What people work on: documents, drafts, descriptions, and the start of runs."""
