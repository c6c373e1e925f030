"""One prompt, several lanes side by side: their requests, the lock-step in which they run, what they have in common."""
