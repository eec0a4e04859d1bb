package io.backflow.lab.simulate;

import org.jspecify.annotations.Nullable;

/**
 * Virtual time, in microseconds: what is to happen, and when. What falls on one moment happens in the order it was put
 * in.
 *
 * <p>What is near lies on a wheel of one place a microsecond, the rest in a heap.
 */
final class EventQueue {

    private static final int PLACES = 1 << 13;
    private static final int MASK = PLACES - 1;

    /** One of the things of one moment. */
    private static final class Thing {
        private final Runnable action;
        private @Nullable Thing next;

        Thing(Runnable action) {
            this.action = action;
        }
    }

    private final @Nullable Thing[] first = new Thing[PLACES];
    private final @Nullable Thing[] last = new Thing[PLACES];
    private final long[] taken = new long[PLACES / Long.SIZE];
    private final DistantEvents later = new DistantEvents();
    private int near;
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
        count++;
        if (time >= now + PLACES) {
            later.at(time, action);
            return;
        }
        int place = (int) time & MASK;
        Thing thing = new Thing(action);
        Thing before = last[place];
        if (before == null) {
            first[place] = thing;
            taken[place >> 6] |= 1L << place;
        } else {
            before.next = thing;
        }
        last[place] = thing;
        near++;
    }

    /** Lets the next thing happen; false where there is none. */
    boolean step() {
        long soon = near == 0 ? Long.MAX_VALUE : soon();
        if (later.next() <= soon) { // it was put in first
            if (later.next() == Long.MAX_VALUE) {
                return false;
            }
            now = later.next();
            later.take().run();
            return true;
        }
        now = soon;
        take((int) soon & MASK).run();
        return true;
    }

    private Runnable take(int place) {
        Thing thing = first[place];
        if (thing == null) {
            throw new IllegalStateException("nothing is to happen at " + now);
        }
        first[place] = thing.next;
        if (thing.next == null) {
            last[place] = null;
            taken[place >> 6] &= ~(1L << place);
        }
        near--;
        return thing.action;
    }

    /** When the next thing on the wheel is to happen. */
    private long soon() {
        int start = (int) now & MASK;
        int word = start >> 6;
        long bits = taken[word] & -1L << start;
        while (bits == 0) {
            word = (word + 1) & (taken.length - 1);
            bits = taken[word];
        }
        int place = (word << 6) + Long.numberOfTrailingZeros(bits);
        return now + ((place - start) & MASK);
    }
}
