package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Vectors;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The parameters of an asynchronous worker: the server's newest, plus what this worker has sent and
 * the server has not yet acknowledged, plus what it has not yet sent. With one worker that is ordinary sequential
 * training.
 */
public final class LocalModel {

    /** A delta that was sent under a number, and the number of updates in it. */
    private record Sent(long number, float[] delta, long updates) {}

    private final ParameterView server;
    private final Sharding sharding;
    private final float[] values;
    private final float[] sentUpTo;
    private final Acknowledgements acknowledgements;
    private final Deque<Sent> sent = new ArrayDeque<>();

    /** @param server this worker's copy of the server's model */
    public LocalModel(ParameterView server, int worker) {
        this.server = server;
        sharding = server.sharding();
        values = new float[sharding.size()];
        sentUpTo = new float[sharding.size()];
        acknowledgements = new Acknowledgements(sharding.shards(), worker);
    }

    /** The vector to train on; change it in place. */
    public float[] values() {
        return values;
    }

    /** Contributions that at least one shard has not acknowledged. */
    public int inFlight() {
        return acknowledgements.inFlight();
    }

    /**
     * Replaces the server's part of the values by what it is since the worker's copy has taken over {@code snapshot},
     * and keeps the updates that it does not contain. One without values acknowledges nothing that those which are here
     * do not contain.
     */
    public void apply(ShardSnapshot snapshot) {
        acknowledgements.apply(snapshot);
        if (snapshot.hasValues()) {
            replace(snapshot.shard());
        }
        long everywhere = acknowledgements.mergedEverywhere();
        sent.removeIf(part -> part.number() <= everywhere);
    }

    private void replace(int shard) {
        long merged = acknowledgements.merged(shard);
        int from = sharding.offset(shard);
        int to = from + sharding.length(shard);
        Vectors.subtract(values, sentUpTo, from, to); // what is unsent
        System.arraycopy(server.values(), from, sentUpTo, from, to - from);
        for (Sent part : sent) {
            if (part.number() > merged) {
                Vectors.add(sentUpTo, part.delta(), from, to);
            }
        }
        Vectors.add(values, sentUpTo, from, to);
    }

    /**
     * The change of the values since the last call, to be sent under {@link #number()}.
     *
     * @param updates how many updates that took
     */
    public float[] takeDelta(long updates) {
        float[] delta = new float[values.length];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = values[i] - sentUpTo[i];
        }
        sent.add(new Sent(acknowledgements.next(), delta, updates));
        System.arraycopy(values, 0, sentUpTo, 0, values.length);
        return delta;
    }

    /** Notes a contribution that leaves the local values as they are. */
    public void takeNothing() {
        acknowledgements.next();
    }

    /** Number of the last contribution taken, from 1. */
    public long number() {
        return acknowledgements.last();
    }

    /** Updates sent that the training totals of the server's first shard do not yet contain. */
    public long unacknowledgedUpdates() {
        long merged = acknowledgements.merged(0);
        return sent.stream()
                .filter(part -> part.number() > merged)
                .mapToLong(Sent::updates)
                .sum();
    }
}
