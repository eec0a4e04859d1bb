package io.backflow.jobs.simulate;

import java.util.Locale;

/**
 * The job's configuration as a seed draws it. Its network is never run: the simulator trains something smaller on a vector
 * of the same length.
 */
record JobSettings(int shards, String yaml) {

    static JobSettings draw(Dice dice, long seed, int workers) {
        boolean synchronous = dice.chance(0.5);
        boolean delta = dice.chance(0.5);
        int shards = dice.between(1, 8);
        String sync = synchronous
                ? "{type: synchronous, send: %s, round: %dms, staleness: %d}"
                        .formatted(delta ? "delta" : "gradient", Recording.ROUND, dice.between(0, 4))
                : "{type: asynchronous, send: %s, staleness: %d%s}"
                        .formatted(
                                delta ? "delta" : "gradient",
                                dice.between(1, 4),
                                delta && dice.chance(0.3) ? ", max_local_updates: " + dice.between(1, 3) : "");
        double rate = synchronous || delta ? 0.0625 : 0.0625 / workers;
        String optimizer = "{rule: %s, learning_rate: %s%s}"
                .formatted(
                        dice.pick("{type: sgd}", "{type: sgd}", "{type: sgd, momentum: 0.5}", "{type: adam}"),
                        String.format(Locale.ROOT, "%.12f", rate),
                        dice.chance(0.3) ? ", clip_norm: 0.5" : "");
        return new JobSettings(shards, """
                job: {seed: %d, parallelism: %d}
                kafka: {bootstrap_servers: "simulated:9092"}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: simple_rnn, units: 3}]
                  head: {units: 1, loss: {type: mse}}
                sequence: {reorder: {max_wait: 365d}}
                horizon: {type: truncated, every: %d}
                batch: {size: %d, linger: %dms}
                server: {shards: %d}
                sync: %s
                optimizer: %s
                """.formatted(
                        seed & Long.MAX_VALUE,
                        workers,
                        dice.between(1, 3),
                        dice.between(1, 3),
                        dice.between(0, 2),
                        shards,
                        sync,
                        optimizer));
    }
}
