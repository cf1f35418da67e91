"""Training code that knows nothing of the command line: it asks for parameters, which have defaults, and logs what it found."""

import sigopt

sigopt.params.setdefaults({"depth": 4, "rate": 0.1})
accuracy = 1 / (1 + abs(sigopt.params.depth - 5) + sigopt.params.rate)
for epoch in range(2):
    sigopt.log_checkpoint({"accuracy": accuracy / (2 - epoch)})
sigopt.log_metric("accuracy", accuracy)
sigopt.log_metric("seconds", 1)
sigopt.log_metadata("host", "laptop")
print(f"trained to {accuracy}")
