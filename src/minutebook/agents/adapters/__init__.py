"""What is known of one agent: one module each."""
