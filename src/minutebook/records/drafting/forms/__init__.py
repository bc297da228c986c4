"""The form that a folder's decisions have, read from its pages, as a template of new ones."""
