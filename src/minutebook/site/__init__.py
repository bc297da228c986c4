"""The static site: records of one or several repositories as pages to look at, and to publish."""
