"""The server of the Model Context Protocol (MCP): the operations as tools, records as resources."""
