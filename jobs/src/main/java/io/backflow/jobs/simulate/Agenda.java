package io.backflow.jobs.simulate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Virtual time, in microseconds: what is to happen, and when. What falls on one moment happens in the order it was put in. */
final class Agenda {

    private long[] times = new long[1024];
    private long[] orders = new long[1024];
    private @Nullable Runnable[] actions = new Runnable[1024];
    private int size;
    private long count;
    private long now;

    long now() {
        return now;
    }

    /** How much has happened or is to happen. */
    long count() {
        return count;
    }

    void in(long delay, Runnable action) {
        at(now + delay, action);
    }

    void at(long time, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        int place = size++;
        long order = count++;
        while (place > 0 && isBefore(time, order, (place - 1) >> 1)) {
            move((place - 1) >> 1, place);
            place = (place - 1) >> 1;
        }
        put(place, time, order, action);
    }

    /** Lets the next thing happen; false where there is none. */
    boolean step() {
        if (size == 0) {
            return false;
        }
        Runnable next = actions[0];
        now = times[0];
        size--;
        if (size > 0) {
            sink(times[size], orders[size], actions[size]);
        }
        actions[size] = null;
        if (next != null) {
            next.run();
        }
        return true;
    }

    private void sink(long time, long order, @Nullable Runnable action) {
        int place = 0;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && isBefore(times[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (isBefore(time, order, child)) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, time, order, action);
    }

    private boolean isBefore(long time, long order, int other) {
        return time < times[other] || time == times[other] && order < orders[other];
    }

    private void move(int from, int to) {
        put(to, times[from], orders[from], actions[from]);
    }

    private void put(int place, long time, long order, @Nullable Runnable action) {
        times[place] = time;
        orders[place] = order;
        actions[place] = action;
    }
}
