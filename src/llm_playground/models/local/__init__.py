"""Models that lie on this machine already, fetched by this program or another.

    lying          what a place holds: a name, and the file or folder behind it
    hub_cache      the cache of the Hugging Face hub
    ollama         Ollama's models: "ollama:llama3.2"
    lm_studio      LM Studio's: "lmstudio:publisher/repository"
    models_folder  any folder
    headers        what the beginnings of the files say of a model
    listing        all places together

Nothing is loaded, and nothing here asks the network.
"""
