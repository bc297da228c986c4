"""Changes of decision pages, each in the form that the page has: its status, and its relations."""
