"""What sentences say of secrets: statements in many languages, logins, codes, recovery phrases."""
