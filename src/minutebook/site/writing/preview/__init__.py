"""The live preview: the site served while it is worked on, rebuilt when records change."""
