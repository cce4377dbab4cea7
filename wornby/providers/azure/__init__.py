"""Azure AI Vision (Image Analysis 4.0) and Azure Face: tags, objects, persons, text, glasses and headwear."""
