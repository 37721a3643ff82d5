package io.github.tracker6.benchmarks.conformance;

/** Thrown by a check that can't be made: the tracker lacks the feature, or there are too few source addresses. */
final class NotOffered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOffered(String why) {
        super(why);
    }
}
