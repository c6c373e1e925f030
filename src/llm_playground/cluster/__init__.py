"""The playground on several machines: pages that hold no models, and models that stand in several replicas.

Page -> `ClusterSession` -> `ReplicatedModel` -> `Replicas` -> one of several `Replica`s. Only `serving` knows Ray: what
goes on when a replica dies needs none, since the ids of a text so far are all the state that a run has.
"""
