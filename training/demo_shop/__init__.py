"""The demo shop's recipe: products, prints and sixty worn pictures, rendered once and committed."""
