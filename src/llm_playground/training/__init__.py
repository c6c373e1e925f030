"""Making the bundled models: the story world that writes their corpus, pretraining and fine-tuning."""
