"""The running product: the only place where editor and storage meet."""
