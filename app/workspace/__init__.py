"""The user's workspace: documents, drafts, descriptions, and the start of runs."""
