"""What a workflow means and how it is carried out. Imports nothing else of ours."""
