"""Index pages and generated blocks: what people browse, made from the records."""
