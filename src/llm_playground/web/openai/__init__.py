"""The same engine for programs that speak the HTTP interface of OpenAI, under /v1: off unless it is asked for."""
