package io.backflow.lab.simulate;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What is to happen at some distance, the earliest first and of one moment in the order that it was put in: a heap. */
final class DistantEvents {

    private long[] times = new long[1024];
    private long[] orders = new long[1024];
    private @Nullable Runnable[] actions = new Runnable[1024];
    private int size;
    private long count;

    /** When the next thing is to happen; {@link Long#MAX_VALUE}: nothing is. */
    long next() {
        return size == 0 ? Long.MAX_VALUE : times[0];
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

    /** Takes the next thing out. */
    Runnable take() {
        Runnable next = actions[0];
        if (next == null) {
            throw new NoSuchElementException("nothing is to happen");
        }
        size--;
        if (size > 0) {
            sink(times[size], orders[size], actions[size]);
        }
        actions[size] = null;
        return next;
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
