"""What the documentation site is made of besides its pages: what is written from the code, and how things look."""
