"""Record sets come and go: exported as one document, imported from that or from another layout."""
