"""Commands about decisions that changes make, and what became of them."""
