"""Pictures of people who do not exist: from the wish to what was made of it, judged."""
