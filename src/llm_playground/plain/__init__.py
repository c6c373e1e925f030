"""Records as text and as HTML that needs no script: what a terminal prints and a saved notebook keeps."""
