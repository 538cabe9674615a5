"""The path from images to views: plant, repair, place, spread, cut, pose, defend."""
