"""Pages of new records: their contents, the templates, and texts that read as they were given."""
