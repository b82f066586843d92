"""What a learner touches: widgets that compute and draw in the browser, so that they answer at once."""
