"""What only decision records have: statuses and the many ways in which pages state them."""
