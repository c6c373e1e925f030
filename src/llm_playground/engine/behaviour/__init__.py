"""What do these models do with these prompts? Prompts with their rules, and answers by several seeds."""
