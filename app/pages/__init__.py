"""The pages. Thin: they lay out, and call the documents, the launcher and the reader."""
