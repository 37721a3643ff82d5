package io.github.tracker6.benchmarks.load;

/** The events that the generator announces. */
enum Event {
    NONE(0, ""),
    COMPLETED(1, "&event=completed"),
    STARTED(2, "&event=started"),
    STOPPED(3, "&event=stopped");

    private final int number;
    private final String parameter;

    Event(int number, String parameter) {
        this.number = number;
        this.parameter = parameter;
    }

    /** Returns the number of the event (BEP 15, "event"). */
    int number() {
        return number;
    }

    /** Returns the parameter to append to a query. */
    String parameter() {
        return parameter;
    }
}
