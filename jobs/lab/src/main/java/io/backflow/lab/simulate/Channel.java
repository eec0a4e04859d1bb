package io.backflow.lab.simulate;

import java.util.ArrayDeque;

/** One way between two tasks, as Flink's: in order, nothing lost, room for so much, blocked behind a barrier. */
final class Channel {

    private final SimulatedTask from;
    private final SimulatedTask to;
    private final int input;
    private final ArrayDeque<Object> arrived = new ArrayDeque<>(2);
    private long lastArrival;
    private int occupancy;
    private boolean blocked;
    private boolean listed;

    /** @param input which of {@code to}'s inputs this is */
    Channel(SimulatedTask from, SimulatedTask to, int input) {
        this.from = from;
        this.to = to;
        this.input = input;
    }

    int input() {
        return input;
    }

    void send(Object element) {
        occupancy++;
        if (occupancy == from.run().conditions().capacity()) {
            from.congested(1);
        }
        EventQueue events = from.run().events();
        lastArrival = Math.max(lastArrival, events.now() + from.run().hop());
        events.at(lastArrival, () -> to.arrive(this, element));
    }

    void arrive(Object element) {
        arrived.add(element);
    }

    /** Whether an element may be taken out and no task has been notified yet; counts as notified from then on. */
    boolean list() {
        if (listed || blocked || arrived.isEmpty()) {
            return false;
        }
        listed = true;
        return true;
    }

    /** The next element of a listed channel. */
    Object take() {
        listed = false;
        Object element = arrived.remove();
        occupancy--;
        if (occupancy == from.run().conditions().capacity() - 1) {
            from.congested(-1);
        }
        return element;
    }

    /** Whether what arrives has to wait behind a barrier. */
    void block(boolean block) {
        blocked = block;
    }
}
