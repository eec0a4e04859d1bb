package io.backflow.jobs.protocol;

import java.util.Arrays;

/**
 * Where in a shard the values are that have changed since a version of it. Immutable.
 *
 * @param since a receiver that has this version, or a later one of the same session, has all other values
 * @param bounds of each stretch its first index and the one behind its last; ascending, and no stretch touches another
 */
public record Stretches(long since, int[] bounds) {

    /** How many values they have. */
    public int size() {
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i];
        }
        return size;
    }

    /** Their values in {@code shard}, one stretch after another. */
    public float[] pick(float[] shard) {
        float[] picked = new float[size()];
        int at = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            int length = bounds[i + 1] - bounds[i];
            System.arraycopy(shard, bounds[i], picked, at, length);
            at += length;
        }
        return picked;
    }

    /** Copies {@code picked} to the places where it belongs in the shard that begins at {@code offset}. */
    void put(float[] picked, float[] target, int offset) {
        int at = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            int length = bounds[i + 1] - bounds[i];
            System.arraycopy(picked, at, target, offset + bounds[i], length);
            at += length;
        }
    }

    /** Copies {@code picked} to the places where it belongs in what {@code cover}, which has all of these, picks. */
    void put(float[] picked, float[] target, Stretches cover) {
        int from = 0;
        int to = 0;
        int covered = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            while (cover.bounds[covered + 1] < bounds[i + 1]) {
                to += cover.bounds[covered + 1] - cover.bounds[covered];
                covered += 2;
            }
            int length = bounds[i + 1] - bounds[i];
            System.arraycopy(picked, from, target, to + bounds[i] - cover.bounds[covered], length);
            from += length;
        }
    }

    /** What is in these or in {@code others}, for who has the older of both versions. */
    Stretches with(Stretches others) {
        int[] joined = new int[bounds.length + others.bounds.length];
        int end = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length || theirs < others.bounds.length) {
            boolean first =
                    theirs == others.bounds.length || mine < bounds.length && bounds[mine] <= others.bounds[theirs];
            int from = first ? bounds[mine] : others.bounds[theirs];
            int to = first ? bounds[mine + 1] : others.bounds[theirs + 1];
            mine += first ? 2 : 0;
            theirs += first ? 0 : 2;
            if (end > 0 && from <= joined[end - 1]) {
                joined[end - 1] = Math.max(joined[end - 1], to);
            } else {
                joined[end++] = from;
                joined[end++] = to;
            }
        }
        return new Stretches(Math.min(since, others.since), Arrays.copyOf(joined, end));
    }
}
