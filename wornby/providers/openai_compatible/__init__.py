"""Any vision model behind an interface like OpenAI's: hosted, or on the shop's own machine."""
