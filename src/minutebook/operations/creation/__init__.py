"""New records, the templates of their pages, and the setting up of a repository."""
