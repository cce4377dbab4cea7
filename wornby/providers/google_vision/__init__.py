"""Google Cloud Vision: labels, objects, logos, colours, faces, the web, products, text."""
