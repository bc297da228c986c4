"""What can be wrong with records: one function a rule. Pure."""
