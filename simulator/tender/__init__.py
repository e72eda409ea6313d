"""One tender: from draws to awards, replay of actual lists, the journal of every bid."""
