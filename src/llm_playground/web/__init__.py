"""The playground as a web page: a local server, and the page that it serves."""
