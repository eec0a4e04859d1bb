package io.backflow.lab.simulate;

/** What must hold in every run. A violation begins with the check's name. */
public enum Check {
    /** Each step that was read is trained or pending just once, or dropped for the reason that the input says. */
    EXACTLY_ONCE("exactly once"),
    /** Training totals are those of the steps in the parameters. */
    TOTALS("totals"),
    /** The parameters are those that the merged steps make. */
    PARAMETERS("parameters"),
    /** A worker's own optimizer takes the steps that its rule takes with the updates behind its slots. */
    RATE_RULE("rate rule"),
    /** No step is learnt before it is predicted, and no target is in its step's input. */
    FUTURE("future"),
    /** No emitted value is infinite or NaN. */
    FINITE("finite"),
    /** Versions of a session only grow. */
    VERSIONS("versions"),
    /** A worker accepts no snapshot older than its own, and none of another server. */
    SNAPSHOTS("snapshots"),
    /** No worker is further ahead than its staleness. */
    STALENESS("staleness"),
    /** No worker has more unsent updates than {@code sync.max_local_updates}. */
    LOCAL_UPDATES("local updates"),
    /** A minibatch is followed by a look for snapshots. */
    TURNS("turns"),
    /** No round is open at a barrier. */
    BARRIERS("barriers"),
    /** A window starts from the state that the window before it left, or from zero where the state has ended. */
    STATE("state"),
    /** What event time has made due is done. */
    TIMERS("timers"),
    /** Only steps beyond {@code stream.max_ahead} are rejected, and no clock moves time further than its bound. */
    CLOCKS("clocks"),
    /** A job refuses a changed configuration at the start, or continues. */
    CONFIGURATION("configuration"),
    /** The edges carry no more than their bounds. */
    TRAFFIC("traffic"),
    /** Neither timing nor crashes change a bit. */
    BITS("bits"),
    /** The job goes on. */
    PROGRESS("progress"),
    /** No task throws an exception or logs a warning. */
    ERRORS("errors");

    private final String label;

    Check(String label) {
        this.label = label;
    }

    /** As it begins a violation. */
    @Override
    public String toString() {
        return label;
    }
}
