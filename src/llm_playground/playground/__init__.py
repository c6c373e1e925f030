"""What every face calls: texts in, texts and traces out. Knows nothing of terminals, pages or notebooks."""
