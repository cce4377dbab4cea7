"""Pictures: decoding, copies to show, regions, colours, drawings."""
