"""What only prompt records have: the text of the prompt, and suggestions of decisions."""
