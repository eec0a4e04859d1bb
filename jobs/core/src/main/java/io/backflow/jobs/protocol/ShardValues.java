package io.backflow.jobs.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of one shard as they travel: all of them, or those alone that have changed since a version that the
 * receiver has, or none. Immutable: whoever receives it must not change the vector in it.
 *
 * @param packed the parameters that travel, in their order
 * @param places where in the shard they belong; null: they are the whole shard, or none travel
 */
public record ShardValues(float[] packed, @Nullable Stretches places) {

    /** For a receiver that has them. */
    public static final ShardValues NONE = new ShardValues(new float[0], null);

    /** Those of {@code shard} that have changed. */
    public static ShardValues changed(float[] shard, Stretches places) {
        return new ShardValues(places.pick(shard), places);
    }

    /** Whether a receiver that has them applied has the values of their version; they may be none that have changed. */
    public boolean arePresent() {
        return packed.length > 0 || places != null;
    }

    /** Puts them into {@code target}, in which the shard begins at {@code offset}. */
    public void copyTo(float[] target, int offset) {
        if (places == null) {
            System.arraycopy(packed, 0, target, offset, packed.length);
        } else {
            places.put(packed, target, offset);
        }
    }

    /** What both make for a receiver that has had neither: those of {@code older}, and these in place of them. */
    ShardValues over(ShardValues older) {
        if (places == null) {
            return this;
        }
        if (older.places == null) {
            float[] whole = older.packed.clone();
            copyTo(whole, 0);
            return new ShardValues(whole, null);
        }
        Stretches joined = older.places.with(places);
        float[] values = new float[joined.size()];
        older.places.put(older.packed, values, joined);
        places.put(packed, values, joined);
        return new ShardValues(values, joined);
    }
}
