"""What messages, prompts and answers say of options: taken, refused, compared."""
