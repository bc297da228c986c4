"""What only prompt records have: the words of the prompt, and suggestions of decisions."""
