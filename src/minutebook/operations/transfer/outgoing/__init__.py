"""What prompt records are exported as for other tools: attributions of lines, and cases to run."""
