"""What a value is: canonical values, typed text read into values, the comparison of the two, the verdict."""
