"""Documents captured, whatever the way they came: found by what they say."""
